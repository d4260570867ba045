import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lineOf, resultsFolder, runLine, summaryLine, temporaryFolder } from './results/line.test-support.ts';

const main = join(import.meta.dirname, 'main.ts');

/** Runs the command line as a user would, with an empty cache folder. */
function touchstone(...args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-main-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const environment = { ...process.env, XDG_CACHE_HOME: folder, NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test.for([
  ['an unknown target', ['run', '--target', 'synapsee'], 'did you mean synapse?'],
  ['a version of the embedded target', ['run', '--target', 'embedded@1'], 'write --target embedded.'],
  ['an installation of it', ['target', 'install', 'embedded'], 'there is nothing to install'],
  ['a target that is not installed', ['run', '--target', 'synapse'], 'Run: touchstone target install synapse'],
  [
    'a target that is not installed, for the checks of one file',
    ['run', 'client-server/login/**', '--target', 'synapse'],
    'Run: touchstone target install synapse',
  ],
  ['an unknown room version', ['run', '--target', 'synapse', '--room-version', '13'], 'Known room versions: 1, 2,'],
  ['a number that is none', ['run', '--target', 'synapse', '--jobs', 'many'], 'It must be a whole number from 1.'],
  ['an unknown option', ['run', '--target', 'synapse', '--hurry'], "unknown option '--hurry'"],
  ['a glob that matches nothing', ['run', 'no/such/*', '--target', 'synapse'], 'no/such/* matches no check.'],
  ['a check that its file does not have', ['run', 'client-server/login/nothing'], 'login/nothing matches no check.'],
  ['a check of a file that is not there', ['run', 'client-server/nothing/at-all'], 'at-all matches no check.'],
  [
    'a missing baseline',
    ['run', '--target', 'synapse', '--baseline', 'none.yaml'],
    'Check the path given to --baseline.',
  ],
  ['a missing scenario', ['scenario', 'draw', 'none.yaml'], 'The scenario none.yaml cannot be read'],
  [
    'a scenario in an unknown room version',
    ['scenario', 'explain', 'none.yaml', '--room-version', '0'],
    'Known room versions: 1, 2,',
  ],
  ['missing results', ['baseline', 'update', 'known.yaml'], 'The results results cannot be read'],
  ['a comparison with nothing', ['diff', 'old', 'new'], 'The results old cannot be read'],
  ['a shard that does not exist', ['run', '--shard', '3/2'], 'It must be i/n, such as 1/3'],
  ['a merge of nothing', ['merge', 's1', 's2', '--into', 'all'], 'The results s1 cannot be read'],
  [
    'a missing configuration',
    ['run', '--target', 'https://hs.example.org'],
    'There is no configuration file in this folder.',
  ],
] as const)('%s ends with status 2 and one sentence', ([, args, sentence]) => {
  const { status, stderr } = touchstone(...args);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(sentence);
  expect(stderr).not.toContain('    at ');
  expect(status).toBe(2);
});

test('lists checks with their requirements and room versions', () => {
  const { status, stdout } = touchstone('list', 'ss.pdu.signature');
  expect(stdout).toContain(
    'server-server/pdu-receipt/drops-an-event-without-a-valid-signature-of-its-sender-s-server   room versions 1, 2,',
  );
  expect(stdout).toContain('ss.pdu.signature (MUST, since r0): An event without a valid signature');
  expect(stdout).toContain('1 checks');
  expect(status).toBe(0);
});

test('refuses to sweep faults that do not exist', () => {
  const { status, stderr } = touchstone('faults', 'no.such.*');
  expect(stderr).toContain('no.such.* names no fault, no requirement that a fault breaks');
  expect(status).toBe(2);
});

test('lists the embedded homeserver among the targets', () => {
  const { status, stdout } = touchstone('target', 'list');
  expect(stdout).toMatch(/^embedded {3}the reference homeserver/);
  expect(stdout).toContain('synapse   not installed');
  expect(status).toBe(0);
});

test('writes a start and never over what is there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-init-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'touchstone.config.json');
  writeFileSync(file, 'mine');
  const { status, stdout } = touchstone('init', folder);
  expect(stdout).toContain(`left   ${file} as it is (--force writes over it)`);
  expect(stdout).toContain(`wrote  ${join(folder, '.github/workflows/touchstone.yml')}`);
  expect(status).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe('mine');
  expect(touchstone('init', folder, '--force').status).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain('"serverName"');
});

test('compares two runs, and exits with 1 where something broke', () => {
  const older = resultsFolder([runLine, lineOf({}), summaryLine]);
  const newer = resultsFolder([runLine, lineOf({ verdict: 'fail' }), summaryLine]);
  expect(touchstone('diff', older, older).status).toBe(0);
  const { status, stdout } = touchstone('diff', older, newer, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ broken: [{ id: lineOf({}).id, was: 'pass', is: 'fail' }], fixed: [] });
  expect(status).toBe(1);
});

test('merges shards with their evidence, and exits as one run would have', () => {
  const failure = { message: 'wrong', expected: null, actual: null };
  const requirements = [{ id: 'ss.pdu.signature', level: 'MUST', since: 'r0' }] as const;
  const folders = ['1/2', '2/2'].map((shard) => {
    const wireLog = `wire/${shard[0]}.txt`;
    const line = lineOf({ id: `a/b/${shard[0]}`, requirements, verdict: 'fail', failure, wireLog });
    const folder = resultsFolder([{ ...runLine, shard }, line, summaryLine]);
    mkdirSync(join(folder, 'wire'));
    writeFileSync(join(folder, wireLog), 'what went over the wire');
    return folder;
  });
  const known = join(temporaryFolder(), 'known.yaml');
  writeFileSync(known, '- { check: a/b/*, reason: issue 1 }\n');
  const into = join(temporaryFolder(), 'all');
  const { status, stdout } = touchstone('merge', ...folders, '--into', into);
  expect(stdout).toContain('BROKEN  a/b/2');
  expect(stdout).toContain('what went over the wire');
  expect(status).toBe(1);
  expect(touchstone('merge', ...folders, '--into', into, '--baseline', known)).toMatchObject({ status: 0, stderr: '' });
  writeFileSync(known, '- { check: a/b/*, reason: issue 1 }\n- { check: no/such, reason: issue 2 }\n');
  const stale = touchstone('merge', ...folders, '--into', into, '--baseline', known);
  expect(stale.stdout).toContain(`STALE BASELINE ENTRY  ${known}:2: no/such matches no check that ran`);
  expect(stale.status).toBe(1);
  expect(readdirSync(join(into, 'wire'))).toEqual(['1.txt', '2.txt']);
});

test('merges no shards of another version of itself', () => {
  const shard = resultsFolder([{ ...runLine, shard: '1/1' }, lineOf({}), summaryLine]);
  const { status, stderr } = touchstone('merge', shard, '--into', join(shard, 'all'));
  expect(stderr).toContain(
    'The shards name the requirement cs.login.wrong-password, which this Touchstone does not know',
  );
  expect(status).toBe(2);
});

test('brings a baseline up to date', () => {
  const results = resultsFolder([runLine, lineOf({ verdict: 'fail' }), summaryLine]);
  const file = join(temporaryFolder(), 'known.yaml');
  const { status, stdout } = touchstone('baseline', 'update', file, '--results', results);
  expect(stdout).toContain('added    client-server/login/refuses-a-wrong-password: give it a reason');
  expect(status).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain("reason: 'TODO: ");
});

test('ends quietly where its reader goes away', () => {
  const { stdout, stderr } = spawnSync(
    'sh',
    ['-c', '{ "$0" "$1" list; echo $? >&2; } | head -n 1', process.execPath, main],
    {
      encoding: 'utf8',
    },
  );
  expect(stdout).toMatch(/^client-server\/\S+/);
  expect(stderr).toBe('141\n');
});

test('shows examples in its help', () => {
  const { status, stdout } = touchstone('run', '--help');
  expect(stdout).toContain("touchstone run 'server-server/**' --room-version 6 11");
  expect(status).toBe(0);
});
