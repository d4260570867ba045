import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { embeddedName } from '../target/embedded/embedded-target.ts';
import { TargetError } from '../target/errors.ts';
import { decideChecks } from './decide-checks.ts';
import { PreparedRun } from './prepared-run.ts';
import { choiceOf, type RunOptions } from './run-choice.ts';
import { usualScenarios } from './run-context.ts';
import { startTargets, type Targets } from './targets/targets.ts';

const terminal = { interactive: false, print: () => undefined, status: () => undefined };
const globs = ['client-server/login/**'];

let targets: Targets;

beforeAll(async () => {
  targets = await startTargets({ target: embeddedName, timeoutFactor: 1 }, 1, terminal);
});
afterAll(() => targets[Symbol.asyncDispose]());

interface Decided {
  readonly status: Promise<number>;
  /** Whether a check has ended, whatever came of it: its wire log is written. */
  aCheckEnded(): boolean;
  isTold(): boolean;
  verdicts(): unknown[];
}

/** Decides the checks of one file, which are ready, on homeservers that cannot be believed yet. */
async function decide(unbelieved: Partial<Targets>, timeoutFactor = 1): Promise<Decided> {
  const folder = mkdtempSync(join(tmpdir(), 'decide-checks-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const options: RunOptions = {
    target: embeddedName,
    roomVersion: ['11'],
    timeoutFactor,
    seed: 1,
    results: folder,
    scenarioVersions: 'newest',
    scenarioSeed: usualScenarios.seed,
    orders: usualScenarios.orders,
  };
  const prepared = new PreparedRun({ choice: choiceOf(globs, options), jobs: 4, seed: 1 });
  await prepared.chosen;
  const decision = { globs, options, baseline: [], shard: null, prepared, started: 0 };
  const status = (async (): Promise<number> => {
    await using _ = prepared;
    return await decideChecks({ ...decision, targets: { ...targets, ...unbelieved } }, terminal);
  })();
  status.catch(() => {}); // the test awaits it
  const file = join(folder, 'results.jsonl');
  return {
    status,
    aCheckEnded: () => existsSync(join(folder, 'wire')) && readdirSync(join(folder, 'wire')).length > 0,
    isTold: () => existsSync(file),
    verdicts: () =>
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { kind: string; id: string; verdict: unknown })
        .filter(({ kind, id }) => kind === 'check' && id.startsWith('client-server/'))
        .map(({ verdict }) => verdict),
  };
}

describe('checks that begin before it is known whether the homeserver can be believed', () => {
  test('are told when it can', async () => {
    const belief = Promise.withResolvers<void>();
    const decided = await decide({ believed: belief.promise });
    await expect.poll(() => decided.aCheckEnded()).toBe(true);
    expect(decided.isTold()).toBe(false);
    belief.resolve();
    expect(await decided.status).toBe(0);
    expect(new Set(decided.verdicts())).toEqual(new Set(['pass']));
  });

  test('are not told where it cannot, and not waited for', async () => {
    const silent = createServer(({ url }, response) => {
      if (url === '/_matrix/client/versions') response.end('{}');
    });
    onTestFinished(() => {
      silent.close();
      silent.closeAllConnections();
    });
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const clientUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    // By their own limits the checks would wait for longer than this test may take.
    const decided = await decide({ ...reachedAt(clientUrl), believed: noBelief() }, 100);
    await expect(decided.status).rejects.toThrow('its rooms are not real');
    expect(decided.isTold()).toBe(false);
  });

  test('are told where it is gone meanwhile: one of them may be the reason', async () => {
    const decided = await decide({ ...reachedAt('http://127.0.0.1:1'), believed: noBelief() });
    expect(await decided.status).toBe(3);
    expect(new Set(decided.verdicts())).toEqual(new Set(['target-error']));
  });
});

function reachedAt(clientUrl: string): Pick<Targets, 'connections'> {
  return { connections: [{ ...targets.connections[0], clientUrl }] };
}

function noBelief(): Promise<void> {
  const belief = Promise.reject<void>(new TargetError('its rooms are not real'));
  belief.catch(() => {}); // it is awaited later
  return belief;
}
