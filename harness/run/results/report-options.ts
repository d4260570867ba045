import type { Command } from 'commander';

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
