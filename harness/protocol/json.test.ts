import { describe, expect, test } from 'vitest';

import { isJsonObject, JsonNumber } from './json.ts';

describe('JsonNumber', () => {
  test.each(['1.0', '1e3', '-0', '9007199254740993', '-9007199254740992', '1E400', '0.10'])(
    'keeps %s, which a JavaScript number would change',
    (literal) => {
      expect(JsonNumber.read(literal)).toEqual(new JsonNumber(literal));
    },
  );

  test.each([['0'], ['-7'], ['1.5'], ['9007199254740991'], ['-9007199254740991']])(
    'leaves %s to JavaScript',
    (literal) => {
      expect(JsonNumber.read(literal)).toBe(Number(literal));
    },
  );

  test.each(['', '01', '+1', '1.', '.5', 'NaN', '0x1', ' 1', '1\n'])(
    'refuses %j, which is no number literal',
    (text) => {
      expect(() => new JsonNumber(text)).toThrow('needs a JSON number literal');
    },
  );

  test('is not written by JSON.stringify, which would change it', () => {
    expect(() => JSON.stringify({ depth: new JsonNumber('1.0') })).toThrow('cannot write the number literal 1.0');
  });
});

describe('isJsonObject', () => {
  test.each([[{}], [{ a: 1 }], [Object.create(null)], [JSON.parse('{"__proto__":1}')]])(
    'takes %j',
    (value: unknown) => {
      expect(isJsonObject(value)).toBe(true);
    },
  );

  test.each([[null], [[]], ['text'], [1], [undefined], [new JsonNumber('1.0')], [new Map()], [new Date(0)]])(
    'refuses %s',
    (value: unknown) => {
      expect(isJsonObject(value)).toBe(false);
    },
  );
});
