import { embeddedName } from '../../target/embedded/embedded-target.ts';
import { fullCatalogue } from '../checks/full-catalogue.ts';
import type { ResultsFile, RunLine } from './results.ts';
import { type SummaryInput, summaryText } from './summary.ts';
import { countVerdicts, exitStatusOf } from './tally.ts';
import type { TargetChoice } from '../targets/targets.ts';
import type { Terminal } from '../terminal.ts';
import type { ReportOptions } from './report-options.ts';
import { writeReports } from './write-reports.ts';

/** A run whose checks are all decided. */
export interface DecidedRun extends Omit<SummaryInput, 'catalogue' | 'resultsFile' | 'repeatOptions' | 'scenarioFile'> {
  readonly run: Omit<RunLine, 'kind'>;
  /** How the target is chosen again. */
  readonly choice: Omit<TargetChoice, 'timeoutFactor' | 'targets' | 'install'> & {
    readonly scenario?: string | undefined;
  };
  readonly reports: ReportOptions;
}

/** Ends a run: the last line of its results, the summary, the reports. @returns the exit status */
export async function finishRun(decided: DecidedRun, results: ResultsFile, terminal: Terminal): Promise<0 | 1 | 3> {
  const { run, choice, reports, ...outcome } = decided;
  const { lines, brokeApart, wallSeconds, targetCpuSeconds } = outcome;
  const exitStatus = exitStatusOf(lines, outcome);
  results.write({
    kind: 'summary',
    counts: countVerdicts(lines),
    wallSeconds,
    targetCpuSeconds,
    exitStatus,
    brokeApart,
  });
  const context = {
    catalogue: fullCatalogue,
    resultsFile: results.path,
    repeatOptions: repeatOptions(choice),
    scenarioFile: choice.scenario,
  };
  const summary = { ...outcome, ...context };
  terminal.print(summaryText(summary));
  await writeReports(reports, { run, ...summary }, terminal);
  return exitStatus;
}

function repeatOptions(choice: DecidedRun['choice']): string {
  const { target, program, config, features } = choice;
  const options = {
    '--target': target === embeddedName ? undefined : target,
    '--program': program,
    '--config': config,
    '--features': features?.join(' '),
    '--peer-host': choice.peerHost,
    '--with': choice.with,
    '--with-config': choice.withConfig,
  };
  return Object.entries(options)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]))
    .join(' ');
}
