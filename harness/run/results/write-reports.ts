import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { clearAllureResults, writeAllureResults } from '../../../reports/allure.ts';
import { junitXml } from '../../../reports/junit.ts';
import { ConfigurationError } from '../../target/errors.ts';
import { type ReportInput, reportOf } from './report-of-run.ts';
import { paint, type Terminal } from '../terminal.ts';

/** The reports that a user can have besides the results file. */
export interface ReportOptions {
  /** File for JUnit XML. */
  readonly junit?: string;
  /** Folder for Allure results. */
  readonly allure?: string;
}

/** Adds the options that name reports. */
export function addReportOptions(command: Command): Command {
  return command
    .option('--junit <file>', 'write a report in the form of JUnit XML')
    .option('--allure <dir>', 'write Allure results, with the evidence of failures');
}

/**
 * Makes the places of the reports before a run, which may take long. An older report goes: a run that is cut short must not
 * leave it as its own.
 *
 * @throws ConfigurationError for a place that cannot be written
 */
export function prepareReports({ junit, allure }: ReportOptions): void {
  if (junit !== undefined) preparing('--junit', junit, () => write(junit, ''));
  if (allure !== undefined)
    preparing('--allure', allure, () => {
      mkdirSync(allure, { recursive: true });
      clearAllureResults(allure);
    });
}

/** Writes the reports that were asked for. */
export async function writeReports(
  { junit, allure }: ReportOptions,
  input: ReportInput,
  terminal: Terminal,
): Promise<void> {
  if (junit === undefined && allure === undefined) return;
  const report = reportOf(input);
  if (junit !== undefined) {
    write(junit, junitXml(report));
    terminal.print(paint('dim', `JUnit XML in ${junit}`));
  }
  if (allure !== undefined) {
    writeAllureResults(report, allure);
    terminal.print(paint('dim', `Allure results in ${allure}: npx allure@3 open ${allure} shows them as pages`));
  }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function preparing(option: string, place: string, prepare: () => void): void {
  try {
    prepare();
  } catch (error) {
    throw new ConfigurationError(
      `${option} ${place} cannot be written: ${(error as Error).message}. Name a place that can.`,
      { cause: error },
    );
  }
}
