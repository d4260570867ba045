import { expect, test } from 'vitest';
import { cpuSecondsOf, parseProcStat, parsePsTime } from './cpu-time.ts';

test('counts the fields of /proc/PID/stat from behind the name, which may hold anything', () => {
  expect(parseProcStat('42 (a) 1 (b) S 1 42 42 0 -1 4194304 9 0 0 0 123 45 7 8 20 0 3 0')).toBe(1.68);
});

test.for([
  ['  0:01.25', 1.25],
  ['00:01:02', 62],
  ['1-02:03:04', 93_784],
  ['nonsense', null],
] as const)('reads %j from ps as %j seconds', ([text, seconds]) => {
  expect(parsePsTime(text)).toBe(seconds);
});

test('knows the time of this process, and none of a process that is not there', () => {
  expect(cpuSecondsOf(process.pid)).toBeGreaterThan(0);
  expect(cpuSecondsOf(2 ** 22 + 1)).toBeNull();
});
