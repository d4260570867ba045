import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationError } from '../../target/errors.ts';
import { type ReportInput, reportOf } from './report-of-run.ts';
import type { ReportOptions } from './report-options.ts';
import { paint, type Terminal } from '../terminal.ts';

/**
 * Makes the places of the reports before a run, which may take long. An older report goes: a run that is cut short must not
 * leave it as its own.
 *
 * @throws ConfigurationError for a place that cannot be written
 */
export async function prepareReports({ junit, allure }: ReportOptions): Promise<void> {
  if (junit !== undefined) preparing('--junit', junit, () => write(junit, ''));
  if (allure === undefined) return;
  const { clearAllureResults } = await import('../../../reports/allure.ts');
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
    const { junitXml } = await import('../../../reports/junit.ts');
    write(junit, junitXml(report));
    terminal.print(paint('dim', `JUnit XML in ${junit}`));
  }
  if (allure !== undefined) {
    const { writeAllureResults } = await import('../../../reports/allure.ts');
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
