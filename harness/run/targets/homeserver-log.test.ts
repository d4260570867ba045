import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { homeserverLogOf, writeHomeserverLogs } from './homeserver-log.ts';
import { lineOf } from '../results/line.test-support.ts';

test('keeps the log of the homeserver that a check ran against, for the time that it ran', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'wire'));
  const targets = { logLines: async (...asked: unknown[]) => JSON.stringify(asked) };
  const line = lineOf({ verdict: 'fail', wireLog: 'wire/login.txt' });
  await writeHomeserverLogs(targets, folder, [{ line, outcome: { serverName: 'localhost:1', window: [5, 9] } }]);
  expect(readFileSync(join(folder, 'wire/login.homeserver.log'), 'utf8')).toBe('["localhost:1",[5,9]]');
});

test('writes over what an earlier run left, and keeps the log of the other homeserver, too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const line = lineOf({ verdict: 'fail', wireLog: 'login.txt' });
  for (const answer of ['earlier', 'later']) {
    const targets = { logLines: async (serverName: string) => `${serverName} ${answer}` };
    const outcome = { serverName: 'one', companion: 'two', window: [5, 9] } as const;
    await writeHomeserverLogs(targets, folder, [{ line, outcome }]);
    expect(readFileSync(join(folder, 'login.homeserver.log'), 'utf8')).toBe(`one ${answer}`);
    expect(readFileSync(join(folder, 'login.companion.log'), 'utf8')).toBe(`two ${answer}`);
  }
});

test('a check that sent nothing has no log', () => {
  expect(homeserverLogOf({ wireLog: null })).toBeNull();
});
