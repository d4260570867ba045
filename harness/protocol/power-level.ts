import { type ExactInteger, exactInteger, integerOfDigits } from './exact-integer.ts';
import { JsonNumber } from './json.ts';
import type { RoomVersionRules } from './room-versions.ts';

/** A user's or an action's level. `Infinity` is that of a creator since room version 12. */
export type PowerLevel = ExactInteger;

// Whitespace, a sign and leading zeros are allowed around the digits.
const integerText = /^\s*([+-]?[0-9]+)\s*$/;

/**
 * The power level that a JSON value is in a room version.
 *
 * Floats are truncated after their exponent was applied, where they are allowed at all; nothing outside the range of a
 * double is a level.
 *
 * @returns undefined if the room version takes the value for no level
 * Source: https://spec.matrix.org/v1.19/rooms/v1/#mroompower_levels-events-accept-values-as-strings, the section on floats
 *   after it, and https://spec.matrix.org/v1.19/rooms/v10/#values-in-mroompower_levels-events-must-be-integers
 */
export function readPowerLevel(
  value: unknown,
  { powerLevelValues }: Pick<RoomVersionRules, 'powerLevelValues'>,
): PowerLevel | undefined {
  const integer = exactInteger(value);
  if (integer !== undefined) return withinDouble(integer);
  if (powerLevelValues === 'integer') return undefined;
  if (typeof value === 'string') {
    const [, digits] = integerText.exec(value) ?? [];
    return digits === undefined ? undefined : withinDouble(integerOfDigits(digits));
  }
  if (powerLevelValues === 'integer-string') return undefined;
  const float = value instanceof JsonNumber ? Number(value.source) : value;
  if (typeof float !== 'number' || !Number.isFinite(float)) return undefined;
  return exactInteger(Math.trunc(float) + 0);
}

function withinDouble(level: PowerLevel): PowerLevel | undefined {
  return Number.isFinite(Number(level)) ? level : undefined;
}
