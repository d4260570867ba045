import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { junitXml } from '../../reports/junit.ts';
import { ConfigurationError } from '../target/errors.ts';
import { type ReportInput, reportOf } from './report-of-run.ts';
import { paint, type Terminal } from './terminal.ts';

/** The reports that a user can have besides the results file. */
export interface ReportOptions {
  /** File for JUnit XML. */
  readonly junit?: string;
}

/** Adds the options that name reports. */
export function addReportOptions(command: Command): Command {
  return command.option('--junit <file>', 'write a report in the form of JUnit XML');
}

/**
 * Makes the places of the reports before a run, which may take long. An older report goes: a run that is cut short must not
 * leave it as its own.
 *
 * @throws ConfigurationError for a place that cannot be written
 */
export function prepareReports({ junit }: ReportOptions): void {
  if (junit !== undefined) preparing('--junit', junit, () => write(junit, ''));
}

/** Writes the reports that were asked for. */
export async function writeReports({ junit }: ReportOptions, input: ReportInput, terminal: Terminal): Promise<void> {
  if (junit === undefined) return;
  const report = reportOf(input);
  write(junit, junitXml(report));
  terminal.print(paint('dim', `JUnit XML in ${junit}`));
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
