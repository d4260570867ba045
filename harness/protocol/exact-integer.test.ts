import { assert, bigInt, integer, oneof, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareIntegers, type ExactInteger, exactInteger, integerOfDigits } from './exact-integer.ts';
import { JsonNumber } from './json.ts';

describe('exactInteger', () => {
  test.for<[unknown, ExactInteger]>([
    [0, 0],
    [-7, -7],
    [2 ** 53 - 1, 2 ** 53 - 1],
    [2 ** 53, 2n ** 53n],
    [-(2 ** 53), -(2n ** 53n)],
    [new JsonNumber('-0'), 0],
    [new JsonNumber('9007199254740991'), 2 ** 53 - 1],
    [new JsonNumber('9007199254740993'), 9007199254740993n],
    [new JsonNumber('-9223372036854775808'), -(2n ** 63n)],
  ])('takes %o for %o', ([value, expected]) => {
    expect(exactInteger(value)).toBe(expected);
  });

  test.for([
    1.5,
    Number.NaN,
    Infinity,
    new JsonNumber('1.0'),
    new JsonNumber('1e3'),
    new JsonNumber('1e400'),
    '5',
    5n,
    true,
    null,
    undefined,
    [5],
    {},
  ])('takes %o for no integer', (value) => {
    expect(exactInteger(value)).toBeUndefined();
  });
});

describe('integerOfDigits', () => {
  test.for<[string, ExactInteger]>([
    ['5', 5],
    ['+5', 5],
    ['-5', -5],
    ['000100', 100],
    ['-0', 0],
    ['+9007199254740991', 2 ** 53 - 1],
    ['+9007199254740992', 2n ** 53n],
    ['-9007199254740993', -9007199254740993n],
    ['00009007199254740993', 9007199254740993n],
  ])('reads %s as %o', ([digits, expected]) => {
    expect(integerOfDigits(digits)).toBe(expected);
  });
});

describe('compareIntegers', () => {
  test.for<[ExactInteger, ExactInteger]>([
    [-1, 0],
    [2 ** 53 - 1, 2n ** 53n],
    [9007199254740992n, 9007199254740993n],
    [-(2n ** 63n), -1],
    [2n ** 1000n, Infinity],
  ])('has %o before %o', ([smaller, greater]) => {
    expect(compareIntegers(smaller, greater)).toBe(-1);
    expect(compareIntegers(greater, smaller)).toBe(1);
  });

  test('has two infinities as equal, so that the next criterion decides', () => {
    expect(compareIntegers(Infinity, Infinity)).toBe(0);
  });

  test('orders any two integers as bigints', () => {
    const any = oneof(integer(), bigInt({ min: -(2n ** 54n), max: 2n ** 54n }));
    assert(
      property(any, any, (a, b) => {
        const difference = BigInt(a) - BigInt(b);
        expect(compareIntegers(a, b)).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
      }),
    );
  });
});
