import {
  array,
  assert,
  boolean,
  constant,
  dictionary,
  letrec,
  maxSafeInteger,
  oneof,
  property,
  string,
} from 'fast-check';
import { describe, expect, test } from 'vitest';

import { canonicalJson, canonicalJsonBytes, CanonicalJsonError } from './canonical-json.ts';
import { JsonNumber, type JsonValue } from './json.ts';
import { parseLossless, readVectors } from './testing-vectors.ts';

const modes = readVectors('canonical-json').cases.flatMap(({ name, input, strict, tolerant }) => [
  { name: `strict: ${name}`, input, options: { strict: true }, ...strict },
  { name: `tolerant: ${name}`, input, options: { strict: false }, ...tolerant },
]);

test.each(modes.filter(({ output }) => output !== undefined))('$name', ({ input, options, output }) => {
  expect(canonicalJson(parseLossless(input), options)).toBe(output);
});

test.each(modes.filter(({ refused }) => refused !== undefined))('$name is refused', ({ input, options }) => {
  expect(() => canonicalJson(parseLossless(input), options)).toThrow(CanonicalJsonError);
});

describe('what is no JSON value', () => {
  const circular: JsonValue[] = [];
  circular.push(circular);
  test.each<[string, unknown, string]>([
    ['a float', { content: { body: ['x', 1.5] } }, 'content.body[1]: the float 1.5'],
    ['a big integer', { depth: 2 ** 53 }, 'depth: the integer 9007199254740992'],
    ['a literal', { a: [new JsonNumber('1.0')] }, 'a[0]: the literal 1.0'],
    ['a lone surrogate', { a: 'x\ud800' }, 'a: the string holds a lone surrogate'],
    ['a lone surrogate in a key', { a: { '\udc00': 1 } }, 'the key holds a lone surrogate'],
    ['undefined', { a: undefined }, 'a: a value of type undefined'],
    ['a hole in an array', Object.assign(Array(2), { 1: 0 }), '[0]: a value of type undefined'],
    ['NaN', [Number.NaN], '[0]: NaN'],
    ['a function', { toJSON: () => 1 }, 'toJSON: a value of type function'],
    ['a bigint', 1n, 'the value: a value of type bigint'],
    ['a date', { a: new Date(0) }, 'a: an instance of a class'],
    ['a circular value', circular, 'circular'],
  ])('%s is refused by its place', (_name, value, message) => {
    expect(() => canonicalJson(value as JsonValue)).toThrow(message);
  });

  test.each([[Number.POSITIVE_INFINITY], [undefined], ['\ud800']])('%s is refused when not strict too', (value) => {
    expect(() => canonicalJson([value as JsonValue], { strict: false })).toThrow(CanonicalJsonError);
  });
});

test('the error tells the place as data', () => {
  expect(() => canonicalJson({ content: { body: [1.5] } })).toThrow(
    expect.objectContaining({ path: 'content.body[0]' }),
  );
});

test('the JavaScript number -0 is written as in the last official example', () => {
  expect(canonicalJson({ a: -0, b: 1e10 })).toBe('{"a":0,"b":10000000000}');
});

test.each(['a', '\u{1F600}'])('a value may nest deeper than the call stack, under the key %j', (key) => {
  const depth = 30_000;
  const text = `{"${key}":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  expect(canonicalJson(JSON.parse(text) as JsonValue)).toBe(text);
});

test('the bytes are UTF-8', () => {
  expect(Buffer.from(canonicalJsonBytes(['é'])).toString('hex')).toBe('5b22c3a9225d');
});

describe('for any value', () => {
  const scalar = oneof(constant(null), boolean(), maxSafeInteger(), string({ unit: 'binary' }));
  const { value } = letrec<{ value: JsonValue }>((tie) => ({
    value: oneof({ maxDepth: 4 }, scalar, array(tie('value')), dictionary(string({ unit: 'binary' }), tie('value'))),
  }));

  test('it reads back as the same value', () => {
    assert(
      property(value, (original) => {
        // Through a text first: there, as in the canonical one, -0 is 0 and every object has a prototype.
        expect(parseLossless(canonicalJson(original))).toEqual(parseLossless(JSON.stringify(original)));
      }),
    );
  });

  test('it is its own canonical form', () => {
    assert(
      property(value, (original) => {
        const text = canonicalJson(original);
        expect(canonicalJson(parseLossless(text))).toBe(text);
      }),
    );
  });

  test('keys are in the order of their UTF-8 bytes', () => {
    assert(
      property(dictionary(string({ unit: 'binary' }), constant(0)), (object) => {
        const keys = [...canonicalJson(object).matchAll(/("(?:[^"\\]|\\.)*"):/g)].map((match) => match[1] ?? '');
        const bytes = keys.map((key) => Buffer.from(JSON.parse(key) as string));
        expect(bytes.toSorted((a, b) => Buffer.compare(a, b))).toEqual(bytes);
      }),
    );
  });
});
