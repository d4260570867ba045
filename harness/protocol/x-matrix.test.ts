import { expect, test } from 'vitest';
import { generateSigningKey, verifyJson } from './signing.ts';
import { readXMatrix, signedObject, signRequest, writeXMatrix } from './x-matrix.ts';

const full = { origin: 'a.example:8448', destination: 'b.example', key: 'ed25519:k', sig: 'AB+/' };
const written = 'X-Matrix origin="a.example:8448",destination="b.example",key="ed25519:k",sig="AB+/"';

test.each([
  ['as it is written', written],
  ['another order', 'X-Matrix sig="AB+/",key="ed25519:k",destination="b.example",origin="a.example:8448"'],
  ['names in other case', 'X-Matrix Origin="a.example:8448",DESTINATION="b.example",Key="ed25519:k",sig="AB+/"'],
  ['the scheme in other case', written.replace('X-Matrix', 'x-mAtRiX')],
  ['several spaces after the scheme', written.replace(' ', '   ')],
  ['blanks around commas', written.replaceAll(',', ' \t, ')],
  ['a token without quotes', written.replace('"b.example"', 'b.example')],
  ['backslashes', written.replace('b.example', String.raw`\b.ex\ample`)],
  ['unknown parameters', `${written},other="x",more=y`],
  ['an empty list element', written.replace(',', ',,')],
])('reads %s', (_case, header) => {
  expect(readXMatrix(header)).toEqual({ valid: true, parameters: full, defects: [] });
});

test.each([
  ['a colon without quotes', written.replace('"a.example:8448"', 'a.example:8448'), 'origin is not quoted'],
  ['a slash without quotes', written.replace('"AB+/"', 'AB+/'), 'sig is not quoted'],
])('reads %s, and says that it is wrong', (_case, header, defect) => {
  expect(readXMatrix(header)).toEqual({ valid: true, parameters: full, defects: [expect.stringContaining(defect)] });
});

test('reads a header without destination, and says that it is wrong', () => {
  const { destination: _destination, ...parameters } = full;
  const header = written.replace('destination="b.example",', '');
  expect(readXMatrix(header)).toEqual({ valid: true, parameters, defects: ['it lacks destination'] });
});

test('unescapes quotes and backslashes', () => {
  const header = written.replace('b.example', String.raw`b\"\\c`);
  expect(readXMatrix(header)).toMatchObject({ parameters: { destination: String.raw`b"\c` } });
});

test.each([
  ['another scheme', 'Bearer abc'],
  ['no parameters', 'X-Matrix'],
  ['no space after the scheme', written.replace(' ', '')],
  ['no key', written.replace('key="ed25519:k",', '')],
  ['no sig', written.replace(',sig="AB+/"', '')],
  ['the name signature instead of sig', written.replace('sig=', 'signature=')],
  ['a parameter twice', `${written},origin="c"`],
  ['an open quote', written.slice(0, -1)],
  ['no comma', written.replace(',', ' ')],
  ['a space in a value without quotes', written.replace('"b.example"', 'b example')],
])('refuses %s', (_case, header) => {
  expect(readXMatrix(header)).toMatchObject({ valid: false });
});

test('writes what it reads, each value quoted', () => {
  expect(writeXMatrix(full)).toBe(written);
  const odd = { ...full, origin: String.raw`a"b\c` };
  expect(readXMatrix(writeXMatrix(odd))).toEqual({ valid: true, parameters: odd, defects: [] });
});

test.each([
  ['a body', { method: 'PUT', content: { a: [1] } }],
  ['an empty object as body', { method: 'POST', content: {} }],
  ['no body', { method: 'GET', content: undefined }],
])('signs a request with %s', (_case, { method, content }) => {
  const key = generateSigningKey();
  const request = { method, uri: '/_matrix/x?y=%20', origin: 'a:1', destination: 'b:2', content };
  const read = readXMatrix(signRequest(request, key));
  const sig = read.valid ? read.parameters.sig : '';
  const signatures = { 'a:1': { [key.keyId]: sig } };
  expect(Object.keys(signedObject(request)).includes('content')).toBe(content !== undefined);
  const verify = (object: object) => verifyJson({ ...object, signatures }, 'a:1', key.keyId, key.publicKey).valid;
  expect(verify(signedObject(request))).toBe(true);
  expect(verify(signedObject({ ...request, uri: '/_matrix/x?y= ' }))).toBe(false);
  expect(verify(signedObject({ ...request, content: { a: [2] } }))).toBe(false);
});
