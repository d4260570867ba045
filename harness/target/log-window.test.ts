import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readLogTail, readLogWindow } from './log-window.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const timeOf = (line: string): number | null => (/^\d+ /.test(line) ? Number.parseInt(line, 10) : null);

function write(text: string): string {
  const file = join(folder, 'homeserver.log');
  writeFileSync(file, text);
  return file;
}

test.for([
  { window: 'in the middle', from: 20, to: 30, lines: '20 b\n  traceback of b\n30 c\n' },
  { window: 'between two lines', from: 21, to: 29, lines: '' },
  { window: 'before the first', from: 0, to: 9, lines: '' },
  { window: 'behind the last', from: 41, to: 99, lines: '' },
  { window: 'of everything', from: 0, to: 99, lines: '10 a\n20 b\n  traceback of b\n30 c\n40 d' },
])('reads the window $window', async ({ from, to, lines }) => {
  expect(await readLogWindow(write('10 a\n20 b\n  traceback of b\n30 c\n40 d'), timeOf, from, to)).toBe(lines);
});

/** Lines of changing length in bytes, some with a second line. */
const line = (time: number): string => `${time} ${'é'.repeat(time % 37)}\n${time % 5 === 0 ? '  more\n' : ''}`;

test.for([0, 1, 7777, 16_383, 29_999])('finds line %i of a long log', async (wanted) => {
  const file = write(Array.from({ length: 30_000 }, (_, time) => line(time)).join(''));
  expect(await readLogWindow(file, timeOf, wanted, wanted)).toBe(line(wanted));
});

test('leaves out the middle of a window that nobody would read', async () => {
  const text = await readLogWindow(write('1 x\n'.repeat(200_000)), timeOf, 0, 2);
  expect(text.length).toBeLessThan(300_000);
  expect(text).toContain('\n[… 537856 bytes left out …]\n');
});

test('has nothing to show of a log that does not exist', async () => {
  expect(await readLogWindow(join(folder, 'none'), timeOf, 0, 1)).toBe('');
  expect(await readLogTail(join(folder, 'none'), 5)).toBe('');
});

test('reads the last lines', async () => {
  expect(await readLogTail(write('a\nb\nc\n'), 2)).toBe('b\nc');
});
