import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { embeddedName } from '../../target/embedded/embedded-target.ts';
import { temporaryFolder } from '../results/line.test-support.ts';
import { proveCommand } from './prove-command.ts';
import { usualScenarios } from '../run-context.ts';

/** Milliseconds: the suite is loaded once to find the checks, and once for each round. */
const limit = 120_000;

test(
  'proves what a baseline does not list, and leaves out what would end the homeserver',
  async () => {
    const folder = temporaryFolder();
    const baseline = join(folder, 'known.yaml');
    const ending = 'client-server/login/refuses-a-wrong-password-and-an-unknown-user';
    const proven = 'server-server/keys/publishes-keys-that-stay-valid-for-an-hour';
    writeFileSync(baseline, `- { check: ${ending}, endsHomeserver: true, reason: it ends }\n`);
    const options = {
      target: embeddedName,
      roomVersion: ['11' as const],
      timeoutFactor: 1,
      jobs: 4,
      seed: 1,
      results: join(folder, 'results'),
      scenarioVersions: usualScenarios.roomVersions,
      scenarioSeed: usualScenarios.seed,
      orders: usualScenarios.orders,
      baseline,
    };
    const printed: string[] = [];
    const terminal = { interactive: false, print: (line: string) => void printed.push(line), status: () => undefined };
    expect(await proveCommand([ending, proven], options, terminal)).toBe(0);
    const text = printed.join('\n');
    expect(text).toContain(`LEFT OUT  ${ending} would end the homeserver (${baseline}:1: it ends)`);
    expect(text).toContain(`✓ ${proven}: 1 of 1 doctored answers caught`);
    expect(text).not.toContain(`✓ ${ending}`);
  },
  limit,
);
