import { DOMParser, type Element } from '@xmldom/xmldom';
import { expect, test } from 'vitest';
import { junitXml } from './junit.ts';
import { hostile, reportedCheck, reportWith } from './report.test-support.ts';
import type { Report } from './report.ts';

/** Parses with another library than the one that wrote. */
function parse(report: Report): Element {
  const parser = new DOMParser({
    onError(level, message) {
      // It warns of U+FFFD, which we write for what XML cannot hold.
      if (level !== 'warning') throw new Error(message);
    },
  });
  const root = parser.parseFromString(junitXml(report), 'text/xml').documentElement;
  if (!root) throw new Error('an XML document has a root');
  return root;
}

const attributesOf = (element: Element | undefined): Record<string, string> =>
  Object.fromEntries([...(element?.attributes ?? [])].map(({ name, value }) => [name, value]));

const failed = reportedCheck({
  verdict: 'fail',
  outcome: 'failed',
  roomVersion: '11',
  message: 'POST /login is answered with 200',
  details: 'BROKEN\n  expected  403\n  actual    200',
});

test('has a suite for each file of checks and a case for each check and room version, with counts', () => {
  const root = parse(
    reportWith([
      failed,
      reportedCheck({ section: 'client-server/sync', verdict: 'target-error', outcome: 'error', message: 'it died' }),
      reportedCheck(),
    ]),
  );
  expect(attributesOf(root)).toEqual({
    name: 'Touchstone: synapse 1.163.2',
    tests: '3',
    failures: '1',
    errors: '1',
    skipped: '0',
    time: '12.346',
  });
  const suites = [...root.getElementsByTagName('testsuite')];
  expect(suites.map((suite) => attributesOf(suite))).toEqual([
    { name: 'client-server/login', tests: '2', failures: '1', errors: '0', skipped: '0', time: '3.000' },
    { name: 'client-server/sync', tests: '1', failures: '0', errors: '1', skipped: '0', time: '1.500' },
  ]);
  const [first] = root.getElementsByTagName('testcase');
  expect(attributesOf(first)).toEqual({
    classname: 'client-server.login',
    name: 'refuses a wrong password (room version 11)',
    time: '1.500',
  });
});

test('shows a failure with its message and details, and an error apart from failures', () => {
  const root = parse(reportWith([failed, reportedCheck({ verdict: 'blocked', outcome: 'error', message: 'why' })]));
  const [failure] = root.getElementsByTagName('failure');
  expect(attributesOf(failure)).toEqual({ message: 'POST /login is answered with 200', type: 'fail' });
  expect(failure?.textContent).toBe('BROKEN\n  expected  403\n  actual    200');
  expect([...root.getElementsByTagName('error')].map((error) => attributesOf(error))).toEqual([
    { message: 'why', type: 'blocked' },
  ]);
});

test('known failures and what does not apply are skipped, with the reason', () => {
  const skipped = { outcome: 'skipped', verdict: 'fail' } as const;
  const root = parse(
    reportWith([
      reportedCheck({
        ...skipped,
        known: { reason: 'issue 1', link: 'https://example.org/1' },
        message: 'answered with 200',
      }),
      reportedCheck({ ...skipped, message: 'not applicable: no room version 6' }),
    ]),
  );
  expect([...root.getElementsByTagName('skipped')].map((each) => each.getAttribute('message'))).toEqual([
    'known failure: issue 1 https://example.org/1',
    'not applicable: no room version 6',
  ]);
  expect(root.getElementsByTagName('failure')).toHaveLength(0);
});

test('what belongs to no check is red, too', () => {
  const root = parse(reportWith([], [{ title: 'stale baseline entry a/b', outcome: 'failed', message: 'a/b passes' }]));
  expect(attributesOf(root)).toMatchObject({ tests: '1', failures: '1' });
  expect([...root.getElementsByTagName('failure')].map((each) => each.textContent)).toEqual(['a/b passes']);
});

test('text from the target stays text', () => {
  const root = parse(reportWith([{ ...failed, message: hostile, details: hostile, title: hostile }]));
  const [failure] = root.getElementsByTagName('failure');
  const shown = 'a\uFFFD\uFFFD[2J]]>--> \uFFFD<script>alert(1)</script>&amp;\uFFFD "\u{1F600}" \'';
  expect(failure?.textContent).toBe(`${shown}\n\tb`);
  expect(failure?.getAttribute('message')?.startsWith(shown)).toBe(true);
  expect(root.getElementsByTagName('script')).toHaveLength(0);
});
