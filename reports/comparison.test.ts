import { expect, test } from 'vitest';
import { compare, type ComparedLine } from './comparison.ts';

const line = (id: string, verdict: string, roomVersion: string | null = null): ComparedLine => ({
  id,
  roomVersion,
  verdict,
  failure: verdict === 'pass' ? null : { message: `${id} is wrong` },
});

test('tells fixed, broken, new and gone apart, and counts the rest', () => {
  const older = [line('a', 'fail'), line('b', 'pass'), line('d', 'pass'), line('e', 'pass'), line('f', 'fail')];
  const newer = [line('a', 'pass'), line('b', 'fail'), line('c', 'pass'), line('e', 'pass'), line('f', 'target-error')];
  expect(compare(older, newer)).toEqual({
    fixed: [{ id: 'a', roomVersion: null, was: 'fail', is: 'pass', message: null }],
    broken: [{ id: 'b', roomVersion: null, was: 'pass', is: 'fail', message: 'b is wrong' }],
    new: [{ id: 'c', roomVersion: null, was: null, is: 'pass', message: null }],
    gone: [{ id: 'd', roomVersion: null, was: 'pass', is: null, message: null }],
    stillPassing: 1,
    stillFailing: 1,
  });
});

test('compares each room version for itself, in their order', () => {
  const older = ['9', '10', '11'].map((version) => line('a', 'pass', version));
  const newer = [line('a', 'fail', '10'), line('a', 'blocked', '9'), line('a', 'pass', '11')];
  expect(compare(older, newer).broken.map(({ roomVersion, is }) => [roomVersion, is])).toEqual([
    ['9', 'blocked'],
    ['10', 'fail'],
  ]);
});

test('what does not apply counts as not run', () => {
  const applies = line('a', 'fail', '12');
  const not = line('a', 'not-applicable', '12');
  expect(compare([not], [applies])).toMatchObject({ broken: [], new: [{ was: 'not-applicable', is: 'fail' }] });
  expect(compare([applies], [not])).toMatchObject({ fixed: [], gone: [{ was: 'fail', is: 'not-applicable' }] });
  expect(compare([not], [])).toMatchObject({ new: [], gone: [] });
});

test('a run does not differ from itself', () => {
  const lines = [line('a', 'fail'), line('b', 'pass')];
  expect(compare(lines, lines)).toEqual({ fixed: [], broken: [], new: [], gone: [], stillPassing: 1, stillFailing: 1 });
});
