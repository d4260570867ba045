import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ConfigurationError } from '../target/errors.ts';
import { embeddedName } from '../target/embedded/embedded-target.ts';
import type { RunOptions } from './run-choice.ts';
import { usualScenarios } from './run-context.ts';
import { runScenarioCommand } from './scenario-command.ts';

const fork = `
title: A topic of one who is banned in another branch
why: The ban is checked first.
decides: [sr.v2.auth-checks]
roomVersions: [11]
actors: [alice, bob@b]
room: { joined: [bob] }
events:
  P: { sender: alice, powerLevels: { bob: 50 } }
  ban: { sender: alice, ban: bob }
  topic: { sender: bob, topic: late, after: P }
  refused: { sender: bob, powerLevels: { bob: 100 } }
  merge: { mergeOf: [ban, topic] }
expect:
  states:
    merge: { m.room.topic: null, bob: ban }
  verdicts:
    refused: { rejected: required-level }
`;

interface Ran {
  readonly exitStatus: number;
  readonly text: string;
  readonly lines: readonly Record<string, unknown>[];
}

async function run(text: string, more: Partial<RunOptions> = {}): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'scenario-run-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'banned.yaml');
  writeFileSync(file, text);
  const options: RunOptions = {
    target: embeddedName,
    roomVersion: ['11'],
    timeoutFactor: 1,
    jobs: 1,
    seed: 1,
    results: join(folder, 'results'),
    scenarioVersions: 'all',
    scenarioSeed: usualScenarios.seed,
    orders: usualScenarios.orders,
    ...more,
  };
  const printed: string[] = [];
  const terminal = { interactive: false, print: (line: string) => void printed.push(line), status: () => undefined };
  const exitStatus = await runScenarioCommand(file, options, terminal);
  const lines = readFileSync(join(folder, 'results', 'results.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return { exitStatus, text: printed.join('\n'), lines: lines.map((line) => JSON.parse(line) as Ran['lines'][number]) };
}

test('performs a scenario in as many orders as are wanted, and tells what became of each event', async () => {
  const { exitStatus, text, lines } = await run(fork, { orders: 3, scenarioSeed: 40 });
  expect(exitStatus).toBe(0);
  expect(text.match(/^A topic of one who is banned.* \(room version 11, state resolution v2\)$/gm)).toHaveLength(3);
  expect(text).toMatch(/^ {2}seed 41, the room made by a peer; 2 servers; sent: /m);
  expect(text.match(/^ {2}✓ refused: rejected$/gm)).toHaveLength(3);
  expect(text.match(/^ {2}✓ state before merge: as it has to be$/gm)).toHaveLength(3);
  expect(text).not.toContain('✗');
  expect(lines.filter(({ kind }) => kind === 'check')).toEqual([
    expect.objectContaining({ verdict: 'pass', seed: 42 }),
  ]);
});

test('says where the homeserver and the scenario differ, and how to repeat it', async () => {
  const wrong = fork.replace('m.room.topic: null, bob: ban', 'm.room.topic: topic, bob: ban');
  const { exitStatus, text } = await run(wrong, { scenarioSeed: 7 });
  expect(exitStatus).toBe(1);
  expect(text).toMatch(/^ {2}✗ state before merge: m\.room\.topic: nothing; has to be topic$/m);
  expect(text).toMatch(/scenario run \S+banned\.yaml --room-version 11 --scenario-versions all --scenario-seed 7$/m);
});

test.each([
  [
    'decides a requirement that there is not',
    'sr.v2.auth-checks',
    'sr.v9.nothing',
    /sr\.v9\.nothing, which is no requirement/,
  ],
  [
    'resolves states that no event leads to',
    'expect:',
    'resolve: { told: [[P], [create]] }\nexpect:',
    /no event leads to/,
  ],
])('refuses a scenario that %s', async (_what, part, replacement, message) => {
  await expect(run(fork.replace(part, replacement))).rejects.toThrow(ConfigurationError);
  await expect(run(fork.replace(part, replacement))).rejects.toThrow(message);
});
