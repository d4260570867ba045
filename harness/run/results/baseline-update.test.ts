import { expect, test } from 'vitest';
import { updateBaseline } from './baseline-update.ts';
import { parseBaseline } from './baseline-file.ts';
import { lineOf } from './line.test-support.ts';
import type { CheckLine } from './results.ts';

const failure = { message: 'is answered\nwith 200', expected: null, actual: null };
const failing = (id: string, roomVersion: string | null = null): CheckLine =>
  lineOf({ id, roomVersion, verdict: 'fail', failure });
const passing = (id: string, roomVersion: string | null = null): CheckLine => lineOf({ id, roomVersion });

function update(text: string, lines: readonly CheckLine[], complete = true) {
  return updateBaseline(text, 'known.yaml', { lines, complete });
}

test('a new baseline lists each failure once, with its message on one line', () => {
  const { text, changes } = update('', [
    failing('a/b/c', '10'),
    failing('a/b/c', '9'),
    passing('a/b/c', '11'),
    failing('a/b/d'),
  ]);
  expect(text).toBe(
    "- check: a/b/c\n  roomVersions: ['9', '10']\n  reason: 'TODO: is answered with 200'\n\n" +
      "- check: a/b/d\n  reason: 'TODO: is answered with 200'\n",
  );
  expect(changes).toEqual([
    'added    a/b/c (room versions 9, 10): give it a reason',
    'added    a/b/d: give it a reason',
  ]);
});

test('names no room versions where a check fails in all in which it applies', () => {
  const elsewhere = lineOf({ id: 'a/b/c', roomVersion: '1', verdict: 'not-applicable' });
  expect(update('', [failing('a/b/c', '6'), failing('a/b/c', '7'), elsewhere]).text).not.toContain('roomVersions');
  expect(update('', [failing('a/b/c', '6'), failing('a/b/c', '7')], false).text).toContain("roomVersions: ['6', '7']");
});

const written = `# Known failures.

# The first.
- check: a/b/c # told
  link: https://example.org/1
  reason: >-
    Folded by a person,
    long before 120 characters.

# The second.
- check: a/b/d
  roomVersions: ['6', "7"]
  reason: 'two'

- check: a/b/*
  endsHomeserver: true
  reason: three
`;

test('what still fails stays as it is written, and so does what a part of the checks does not tell of', () => {
  const all = ['c', 'd', 'e'].flatMap((name) => [failing(`a/b/${name}`, '6'), failing(`a/b/${name}`, '7')]);
  expect(update(written, all)).toEqual({ text: written, changes: [], notes: [] });
  expect(update(written, [], false)).toEqual({ text: written, changes: [], notes: [] });
});

test('what passes or matches nothing is removed with the comment above it, and told', () => {
  const { text, changes } = update(written, [failing('a/b/c'), passing('a/b/d', '6')]);
  expect(text).toBe(
    `${written.slice(0, written.indexOf('# The second'))}- check: a/b/c\n  endsHomeserver: true\n  reason: three\n`,
  );
  expect(changes).toEqual([
    'removed  a/b/d (room versions 6, 7): it passes (its reason was: two)',
    'narrowed a/b/* to a/b/c',
  ]);
  expect(update(written, []).text).toBe('# Known failures.\n');
});

test('what passes in part is narrowed and keeps its reason, link and comments', () => {
  const lines = [failing('a/b/c', '6'), passing('a/b/c', '7'), failing('a/b/d', '7'), passing('a/b/d', '6')];
  const { text, changes } = update(written, lines);
  expect(parseBaseline(text, 'x').entries).toMatchObject([
    {
      check: 'a/b/c',
      roomVersions: ['6'],
      link: 'https://example.org/1',
      reason: 'Folded by a person, long before 120 characters.',
    },
    { check: 'a/b/d', roomVersions: ['7'], reason: 'two' },
    { check: 'a/b/c', roomVersions: ['6'], endsHomeserver: true, reason: 'three' },
    { check: 'a/b/d', roomVersions: ['7'], endsHomeserver: true, reason: 'three' },
  ]);
  expect(text).toContain('- check: a/b/c # told\n');
  expect(text).toContain(
    "\n\n# The second.\n- check: a/b/d\n  roomVersions: ['7']\n  reason: 'two'\n\n- check: a/b/c\n",
  );
  expect(changes).toHaveLength(3);
});

test('a part of the checks removes nothing', () => {
  const { text, changes, notes } = update(written, [passing('a/b/c', '6')], false);
  expect({ text, changes }).toEqual({ text: written, changes: [] });
  expect(notes).toEqual([
    'a/b/c passes, and stays, since only a part of the checks ran',
    'a/b/* passes, and stays, since only a part of the checks ran',
  ]);
});

test('what decided nothing is no known failure, nor is what is newer than the claim', () => {
  const { text, notes } = update('', [
    lineOf({ id: 'a/b/c', verdict: 'target-error', failure }),
    lineOf({ id: 'a/b/d', verdict: 'fail', claimed: false }),
  ]);
  expect(text).toBe('');
  expect(notes).toEqual([
    expect.stringContaining('not added a/b/c: target-error is no known failure (is answered with 200)'),
  ]);
});

test('what the homeserver said stays text', () => {
  const message = `': "x" # \u001B[2J \uD800 \u2028 - check: evil ${'y'.repeat(1000)}`;
  const { text } = update('- check: z\n  reason: one\n- check: y\n  reason: two\n', [
    failing('z'),
    failing('y'),
    lineOf({ id: 'a/b/c', verdict: 'fail', failure: { ...failure, message } }),
  ]);
  const { entries } = parseBaseline(text, 'x');
  expect(entries).toHaveLength(3);
  expect(entries[2]?.reason).toMatch(/^TODO: ': "x" # \uFFFD\[2J \uFFFD - check: evil y+…$/);
  expect(text).toContain('two\n- check: a/b/c\n');
});

test('a list in one line is written anew', () => {
  const { text } = update('# x\n[{ check: a/b/c, reason: one }, { check: a/b/d, reason: two }]\n', [failing('a/b/c')]);
  expect(text).toBe('# x\n- check: a/b/c\n  reason: one\n');
});

test('what is no baseline is not written over', () => {
  expect(() => update('- reason: x\n', [])).toThrow('known.yaml:1: - reason: x');
});
