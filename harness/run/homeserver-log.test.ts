import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { homeserverLogOf, writeHomeserverLogs } from './homeserver-log.ts';
import { lineOf } from './line.test-support.ts';

test('keeps the log of the homeserver that a check ran against, for the time that it ran', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'wire'));
  const targets = { logLines: async (...asked: unknown[]) => JSON.stringify(asked) };
  const line = lineOf({ verdict: 'fail', wireLog: 'wire/login.txt' });
  await writeHomeserverLogs(targets, folder, [{ line, outcome: { serverName: 'localhost:1', window: [5, 9] } }]);
  expect(readFileSync(join(folder, 'wire/login.homeserver.log'), 'utf8')).toBe('["localhost:1",[5,9]]');
});

test('a check that sent nothing has no log', () => {
  expect(homeserverLogOf({ wireLog: null })).toBeNull();
});
