import { cpSync, existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigurationError } from '../target/errors.ts';
import { embeddedName } from '../target/embedded/embedded-target.ts';
import { readBaseline } from './results/baseline-file.ts';
import { finishRun } from './results/finish-run.ts';
import { fullCatalogue } from './checks/full-catalogue.ts';
import { mergeShards } from './results/merge-shards.ts';
import { readResults } from './results/results-reader.ts';
import { type CheckLine, ResultsFile, resultsFileName } from './results/results.ts';
import type { Terminal } from './terminal.ts';
import { wireFolder } from './checks/wire-log-file.ts';
import type { ReportOptions } from './results/report-options.ts';
import { prepareReports } from './results/write-reports.ts';

/** What a user can choose for a merge. */
export interface MergeOptions extends ReportOptions {
  readonly into: string;
  readonly baseline?: string;
}

/**
 * Joins results and their evidence in one folder.
 *
 * @returns the exit status: 0, 1 or 3
 * @throws ConfigurationError where they are not all shards of one run
 */
export async function mergeCommand(
  folders: readonly string[],
  options: MergeOptions,
  terminal: Terminal,
): Promise<0 | 1 | 3> {
  const { into } = options;
  const baseline = options.baseline === undefined ? [] : readBaseline(options.baseline);
  const parts = folders.map((folder) => readResults(folder));
  const { run, lines, brokeApart, ...cost } = mergeShards(parts);
  refuseUnknownRequirements(lines);
  if (parts.some(({ folder }) => resolve(folder) === resolve(into)))
    throw new ConfigurationError(`--into ${into} is one of the shards, and would be overwritten. Name another folder.`);
  await prepareReports(options);
  // Evidence of an older merge would be taken for that of this one.
  if (existsSync(join(into, resultsFileName))) rmSync(join(into, wireFolder), { recursive: true, force: true });
  const results = new ResultsFile(into);
  results.write(run);
  for (const { folder } of parts) {
    const evidence = join(folder, wireFolder);
    if (existsSync(evidence)) cpSync(evidence, join(into, wireFolder), { recursive: true });
  }
  for (const line of lines) results.write(line);
  const circumstances = { baseline, complete: run.complete === true, brokeApart };
  const decided = { lines, ...circumstances, ...cost, resultsFolder: into };
  return finishRun({ run, choice: choiceOf(run.options), reports: options, ...decided }, results, terminal);
}

/** The text of requirements comes from this Touchstone. */
function refuseUnknownRequirements(lines: readonly CheckLine[]): void {
  const unknown = lines.flatMap(({ requirements }) => requirements).find(({ id }) => fullCatalogue[id] === undefined);
  if (unknown)
    throw new ConfigurationError(
      `The shards name the requirement ${unknown.id}, which this Touchstone does not know. Merge with the version that ran them.`,
    );
}

/** How the target of the shards was chosen, for the command that runs a check again. */
function choiceOf(options: Readonly<Record<string, unknown>>): { target: string; program?: string; config?: string } {
  const { target, program, config } = options;
  return {
    target: typeof target === 'string' ? target : embeddedName,
    ...(typeof program === 'string' && { program }),
    ...(typeof config === 'string' && { config }),
  };
}
