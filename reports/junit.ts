import { create } from 'xmlbuilder2';
import type { Outcome, Report, ReportedCheck, ReportedProblem } from './report.ts';

type XMLBuilder = ReturnType<typeof create>;

/**
 * A report as JUnit XML: a suite for each file of checks, a case for each check and room version.
 *
 * Known failures, and what is not held against the homeserver, are skipped with the reason. XML has no place for most control
 * characters, which therefore become U+FFFD.
 */
export function junitXml({ target, wallSeconds, checks, apart }: Report): string {
  const document = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\uFFFD' });
  const outcomes = [...checks, ...apart].map(({ outcome }) => outcome);
  const root = document.ele('testsuites', {
    name: verbatim(`Touchstone: ${target}`),
    ...counts(outcomes),
    time: wallSeconds.toFixed(3),
  });
  for (const [section, members] of Map.groupBy(checks, (check) => check.section)) addSuite(root, section, members);
  if (apart.length > 0) addApart(root, apart);
  return `${document.end({ prettyPrint: true })}\n`;
}

function addSuite(root: XMLBuilder, section: string, checks: readonly ReportedCheck[]): void {
  const suite = root.ele('testsuite', {
    name: section,
    ...counts(checks.map(({ outcome }) => outcome)),
    time: seconds(checks.reduce((sum, { durationMs }) => sum + durationMs, 0)),
  });
  for (const check of checks) {
    const { title, roomVersion, durationMs, outcome, verdict } = check;
    const entry = suite.ele('testcase', {
      classname: section.replaceAll('/', '.'),
      name: verbatim(roomVersion === null ? title : `${title} (room version ${roomVersion})`),
      time: seconds(durationMs),
    });
    if (outcome === 'skipped') entry.ele('skipped', { message: verbatim(whySkipped(check)) });
    else addProblem(entry, { outcome, message: check.message, details: check.details, type: verdict });
  }
}

function whySkipped({ known, verdict, message }: ReportedCheck): string {
  if (known === null) return message === '' ? verdict : message;
  return `known failure: ${known.reason}${known.link === null ? '' : ` ${known.link}`}`;
}

function addApart(root: XMLBuilder, problems: readonly ReportedProblem[]): void {
  const suite = root.ele('testsuite', {
    name: 'touchstone',
    ...counts(problems.map(({ outcome }) => outcome)),
    time: '0',
  });
  for (const { title, outcome, message } of problems) {
    const entry = suite.ele('testcase', { classname: 'touchstone', name: verbatim(title), time: '0' });
    addProblem(entry, { outcome, message, details: message, type: title });
  }
}

interface Problem {
  readonly outcome: Outcome;
  readonly message: string;
  readonly details: string;
  readonly type: string;
}

function addProblem(entry: XMLBuilder, { outcome, message, details, type }: Problem): void {
  if (outcome === 'passed') return;
  entry
    .ele(outcome === 'error' ? 'error' : 'failure', { message: verbatim(message), type: verbatim(type) })
    .txt(verbatim(details));
}

function counts(outcomes: readonly Outcome[]): Record<'tests' | 'failures' | 'errors' | 'skipped', number> {
  const count = (wanted: Outcome): number => outcomes.filter((outcome) => outcome === wanted).length;
  return { tests: outcomes.length, failures: count('failed'), errors: count('error'), skipped: count('skipped') };
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/** The library takes an entity in a text, such as `&lt;`, for the character that it stands for. */
function verbatim(text: string): string {
  return text.replaceAll('&', '&amp;');
}
