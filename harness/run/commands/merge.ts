import { cpSync, existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigurationError } from '../../target/errors.ts';
import { embeddedName } from '../../target/embedded/embedded-target.ts';
import { readBaseline } from '../results/baseline.ts';
import { finishRun } from '../results/finish-run.ts';
import { fullCatalogue } from '../checks/full-catalogue.ts';
import { mergeShards } from '../results/merge-shards.ts';
import { readResults } from '../results/results-reader.ts';
import { type CheckLine, ResultsFile, resultsFileName } from '../results/results.ts';
import type { Terminal } from '../terminal.ts';
import { wireFolder } from '../checks/wire-log-file.ts';
import { addReportOptions, prepareReports, type ReportOptions } from '../results/write-reports.ts';
import type { CommandLine } from './command-line.ts';

interface MergeOptions extends ReportOptions {
  readonly into: string;
  readonly baseline?: string;
}

/** Adds `touchstone merge`. */
export function addMergeCommand({ program, terminal, exitWith }: CommandLine): void {
  const command = program
    .command('merge')
    .description('join the results of all shards of a run, and judge them as one')
    .argument('<dirs...>', 'results folders, one of each shard')
    .requiredOption('--into <dir>', 'results folder to write')
    .option('--baseline <file>', 'YAML list of known failures, as for run');
  addReportOptions(command)
    .addHelpText('after', '\nExit status: as one run would have; 2 where the folders are not all shards of one run.')
    .action(async (folders: string[], options: MergeOptions) => {
      exitWith(await mergeCommand(folders, options, terminal));
    });
}

/**
 * Joins results and their evidence in one folder.
 *
 * @returns the exit status: 0, 1 or 3
 * @throws ConfigurationError where they are not all shards of one run
 */
async function mergeCommand(folders: readonly string[], options: MergeOptions, terminal: Terminal): Promise<0 | 1 | 3> {
  const { into } = options;
  const baseline = options.baseline === undefined ? [] : readBaseline(options.baseline);
  const parts = folders.map((folder) => readResults(folder));
  const { run, lines, brokeApart, ...cost } = mergeShards(parts);
  refuseUnknownRequirements(lines);
  if (parts.some(({ folder }) => resolve(folder) === resolve(into)))
    throw new ConfigurationError(`--into ${into} is one of the shards, and would be overwritten. Name another folder.`);
  prepareReports(options);
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
