import { JsonNumber } from './json.ts';

/** An integer of any size: a number as far as JavaScript counts exactly, a bigint beyond. The two compare with `<` and `>`. */
export type ExactInteger = number | bigint;

const integerLiteral = /^-?[0-9]+$/;

/**
 * The integer that a JSON number is.
 *
 * @returns undefined for floats, also for such as `1.0`, and for what is no number
 */
export function exactInteger(value: unknown): ExactInteger | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? shortest(value) : undefined;
  if (value instanceof JsonNumber && integerLiteral.test(value.source)) return integerOfDigits(value.source);
  return undefined;
}

/** The integer of decimal digits with an optional sign. */
export function integerOfDigits(digits: string): ExactInteger {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value + 0 : BigInt(digits.replace(/^\+/, ''));
}

function shortest(value: number): ExactInteger {
  return Number.isSafeInteger(value) ? value : BigInt(value);
}

/** Orders integers; negative, zero or positive. */
export function compareIntegers(a: ExactInteger, b: ExactInteger): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
