import { expect, test } from 'vitest';
import { JsonNumber } from './json.ts';
import { type PowerLevel, readPowerLevel } from './power-level.ts';

type Expected = PowerLevel | undefined;

/** The level that a value is where floats are levels (1 to 5), where texts are (6 to 9), and where neither is (since 10). */
const coercions: [what: string, value: unknown, withFloats: Expected, withTexts: Expected, integersOnly: Expected][] = [
  ['an integer', 50, 50, 50, 50],
  ['a negative integer', -50, -50, -50, -50],
  ['the greatest that a double counts exactly', 2 ** 53 - 1, 2 ** 53 - 1, 2 ** 53 - 1, 2 ** 53 - 1],
  ['2^53', new JsonNumber('9007199254740992'), 2n ** 53n, 2n ** 53n, 2n ** 53n],
  ['2^53 + 1', new JsonNumber('9007199254740993'), 9007199254740993n, 9007199254740993n, 9007199254740993n],
  ['-2^63', new JsonNumber('-9223372036854775808'), -(2n ** 63n), -(2n ** 63n), -(2n ** 63n)],
  ['-0', new JsonNumber('-0'), 0, 0, 0],
  ['an integer beyond a double', new JsonNumber('9'.repeat(400)), undefined, undefined, undefined],

  ['a text', '50', 50, 50, undefined],
  ['a text with a plus', '+100', 100, 100, undefined],
  ['a text with a minus', '-100', -100, -100, undefined],
  ['a text with zeros in front', '000100', 100, 100, undefined],
  ['a text of zeros', '-000', 0, 0, undefined],
  ['a text between spaces', '  100  ', 100, 100, undefined],
  ['a text between tabs and line ends', '\t\r\n100\n', 100, 100, undefined],
  ['a text with everything', ' -00100 ', -100, -100, undefined],
  ['a text of 2^53 + 1', '+9007199254740993', 9007199254740993n, 9007199254740993n, undefined],
  ['a text of an integer beyond a double', '9'.repeat(400), undefined, undefined, undefined],

  ['an empty text', '', undefined, undefined, undefined],
  ['a text of spaces', '   ', undefined, undefined, undefined],
  ['a text of a sign', '-', undefined, undefined, undefined],
  ['a text with two signs', '+-5', undefined, undefined, undefined],
  ['a text with a space after the sign', '- 5', undefined, undefined, undefined],
  ['a text of two integers', '5 5', undefined, undefined, undefined],
  ['a text with an underscore', '1_000', undefined, undefined, undefined],
  ['a text of a float', '5.0', undefined, undefined, undefined],
  ['a text with an exponent', '1e2', undefined, undefined, undefined],
  ['a text in base 16', '0x10', undefined, undefined, undefined],
  ['a text of digits that are not ASCII', '١٢', undefined, undefined, undefined],
  ['a text of letters', 'fifty', undefined, undefined, undefined],
  ['a text of Infinity', 'Infinity', undefined, undefined, undefined],

  ['a float', 50.57, 50, undefined, undefined],
  ['a negative float, which is truncated and not rounded down', -50.57, -50, undefined, undefined],
  ['a float just below 0', -0.5, 0, undefined, undefined],
  ['a float that is an integer', new JsonNumber('50.0'), 50, undefined, undefined],
  ['-0.0', new JsonNumber('-0.0'), 0, undefined, undefined],
  ['an exponent', new JsonNumber('1e2'), 100, undefined, undefined],
  ['the example of the specification', new JsonNumber('5.114698E4'), 51146, undefined, undefined],
  ['a negative exponent', new JsonNumber('150e-1'), 15, undefined, undefined],
  ['an exponent beyond 2^53', new JsonNumber('1e20'), 10n ** 20n, undefined, undefined],
  ['1e400', new JsonNumber('1e400'), undefined, undefined, undefined],
  ['-1e400', new JsonNumber('-1e400'), undefined, undefined, undefined],
  ['Infinity', Infinity, undefined, undefined, undefined],
  ['NaN', Number.NaN, undefined, undefined, undefined],

  ['true', true, undefined, undefined, undefined],
  ['null', null, undefined, undefined, undefined],
  ['nothing', undefined, undefined, undefined, undefined],
  ['an array', [50], undefined, undefined, undefined],
  ['an object', {}, undefined, undefined, undefined],
];

test.for(coercions)('reads %s', ([, value, withFloats, withTexts, integersOnly]) => {
  const read = {
    withFloats: readPowerLevel(value, { powerLevelValues: 'integer-string-float' }),
    withTexts: readPowerLevel(value, { powerLevelValues: 'integer-string' }),
    integersOnly: readPowerLevel(value, { powerLevelValues: 'integer' }),
  };
  // Strict, so that -0 is not taken for 0.
  expect(read).toStrictEqual({ withFloats, withTexts, integersOnly });
});
