import { expect, test } from 'vitest';
import type { JsonValue } from '../../protocol/json.ts';
import type { WireResponse } from '../../wire/http-client.ts';
import './matchers.ts';

function response(status: number, json?: JsonValue): WireResponse {
  return {
    status,
    json,
    text: '',
    bytes: new Uint8Array(),
    duplicateKeys: [],
    headers: [],
    durationMs: 1,
    asked: 'GET /',
    header: () => undefined,
  };
}

const forbidden = { errcode: 'M_FORBIDDEN', error: 'No' };

test('takes a Matrix error with the status and the code', () => {
  expect(response(403, forbidden)).toBeMatrixError(403, 'M_FORBIDDEN');
  expect(response(403, forbidden)).toBeMatrixError([401, 403], ['M_UNAUTHORIZED', 'M_FORBIDDEN']);
});

test.for([
  ['another status', response(404, forbidden)],
  ['another code', response(403, { ...forbidden, errcode: 'M_UNKNOWN' })],
  ['no code', response(403, { error: 'No' })],
  ['no error text', response(403, { errcode: 'M_FORBIDDEN' })],
  ['a code that is no text', response(403, { ...forbidden, errcode: 403 })],
  ['no JSON', response(403)],
  ['no object', response(403, [forbidden])],
] as const)('refuses a Matrix error with %s', ([, wrong]) => {
  expect(() => expect(wrong).toBeMatrixError(403, 'M_FORBIDDEN')).toThrow('is answered with');
});

test('takes 200 alone as granted', () => {
  expect(response(200, {})).toBeGranted();
  expect(() => expect(response(403, forbidden)).toBeGranted()).toThrow('403 {"errcode":"M_FORBIDDEN","error":"No"}');
  expect(() => expect(response(201, {})).toBeGranted()).toThrow('201');
});

test('takes a refusal by its status alone', () => {
  expect(response(403)).toBeRefused([401, 403]);
  expect(() => expect(response(200, {})).toBeRefused([401, 403])).toThrow('GET / is answered with 200 {}');
});
