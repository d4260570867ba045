import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CheckLine, RunLine, SummaryLine } from './results.ts';
import { countVerdicts } from './tally.ts';

/** A line for tests of what is made from lines. */
export function lineOf(parts: Partial<CheckLine>): CheckLine {
  return {
    kind: 'check',
    id: 'client-server/login/refuses-a-wrong-password',
    title: 'refuses a wrong password',
    requirements: [{ id: 'cs.login.wrong-password', level: 'MUST', since: 'r0' }],
    claimed: true,
    verdict: 'pass',
    roomVersion: null,
    durationMs: 12,
    failure: null,
    wireLog: null,
    ...parts,
  };
}

/** The first line of a whole run. */
export const runLine: RunLine = {
  kind: 'run',
  target: 'synapse',
  version: '1.163.2',
  specification: 'v1.15',
  seed: 1,
  complete: true,
  options: {},
};

/** The last line of a run of nothing. */
export const summaryLine: SummaryLine = {
  kind: 'summary',
  counts: countVerdicts([]),
  wallSeconds: 1,
  targetCpuSeconds: null,
  exitStatus: 0,
};

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-run-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with a results file, gone after the test. */
export function resultsFolder(lines: readonly (RunLine | CheckLine | SummaryLine)[]): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'results.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return folder;
}
