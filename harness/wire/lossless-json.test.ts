import { expect, test } from 'vitest';
import { JsonNumber } from '../protocol/json.ts';
import { parseLossless, writeJson } from './lossless-json.ts';

test.for([
  ['1', 1],
  ['-7', -7],
  ['0.5', 0.5],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
])('reads %s as a plain number', ([text, number]) => {
  expect(parseLossless(`${text}`).value).toBe(number);
});

test.for(['1.0', '-0', '1e3', '9007199254740993', '9223372036854775807', '0.10'])(
  'keeps %s as it was written',
  (text) => {
    expect(parseLossless(`{"depth": ${text}}`).value).toEqual({ depth: new JsonNumber(text) });
  },
);

test.for(['1e+21', '1E+21', '9007199254740992', '9007199254740993', '1.0', '-0', '1e3'])(
  'keeps %s where all else is as JavaScript writes it',
  (text) => {
    expect(parseLossless(`{"depth":${text}}`).value).toEqual({ depth: new JsonNumber(text) });
  },
);

test('reports duplicate keys where all else is as JavaScript writes it', () => {
  expect(parseLossless('{"a":1,"a":2}')).toEqual({ value: { a: 2 }, duplicateKeys: ['a'] });
});

test('reports duplicate keys and keeps the last value', () => {
  expect(parseLossless('{"a": 1, "b": {"a": 1, "a": 2}}')).toEqual({
    value: { a: 1, b: { a: 2 } },
    duplicateKeys: ['a'],
  });
});

test('refuses what is not JSON', () => {
  expect(() => parseLossless('{"a": }')).toThrow(SyntaxError);
});

test('treats __proto__ as a key like any other', () => {
  const { value } = parseLossless('{"__proto__": {"admin": true}}');
  expect(Object.keys(value as object)).toEqual(['__proto__']);
  expect((value as { admin?: boolean }).admin).toBeUndefined();
});

test('writes every number as it was read', () => {
  const text = '{"a":1.0,"b":[9007199254740993,-0,3],"c":{"d":null}}';
  expect(writeJson(parseLossless(text).value)).toBe(text);
});
