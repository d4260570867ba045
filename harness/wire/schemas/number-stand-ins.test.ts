import { expect, test } from 'vitest';
import { JsonNumber } from '../../protocol/json.ts';
import { standInForNumbers } from './number-stand-ins.ts';

test('leaves a value without number literals as it is', () => {
  const value = { list: [1, 'two', null], map: { deep: true } };
  expect(standInForNumbers(value).standIn).toBe(value);
});

test.each(['1.0', '1e3', '-0', '0.0', '-2.0'])('lets no integer stand in for %s', (source) => {
  expect(Number.isInteger(standInForNumbers(new JsonNumber(source)).standIn)).toBe(false);
});

test.each(['9007199254740993', '-9007199254740993'])('lets an integer stand in for %s', (source) => {
  expect(Number.isInteger(standInForNumbers(new JsonNumber(source)).standIn)).toBe(true);
});

test('remembers where each literal was, by JSON pointer', () => {
  const { literals } = standInForNumbers({ 'a/b': [0, { 'c~d': new JsonNumber('1.0') }] });
  expect([...literals]).toEqual([['/a~1b/1/c~0d', '1.0']]);
});
