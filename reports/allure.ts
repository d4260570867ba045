import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Label, LabelName, type Link, Severity, Stage, Status, type StatusDetails } from 'allure-js-commons';
import { FileSystemWriter, ReporterRuntime } from 'allure-js-commons/sdk/reporter';
import type { Outcome, Report, ReportedCheck, ReportedRequirement } from './report.ts';

/*
 * Written from the results and not by the reporter of allure-vitest, which takes vitest's state of a test for its verdict. Ours is
 * decided afterwards: by the baseline, the claim, and whether the homeserver died. Neither would it see what is examined on the wire
 * in all checks, nor the logs that are written after a check; and the checks that were not selected it would call skipped.
 */

const statuses: Readonly<Record<Outcome, Status>> = {
  passed: Status.PASSED,
  failed: Status.FAILED,
  error: Status.BROKEN,
  skipped: Status.SKIPPED,
};

/**
 * Removes the results of an older run: Allure would take them for earlier tries of the same checks.
 *
 * @param folder what else is in it, stays
 */
export function clearAllureResults(folder: string): void {
  for (const name of readdirSync(folder))
    if (/-(?:result\.json|attachment\.\w+)$/.test(name)) rmSync(join(folder, name));
}

/** Writes a report as Allure results: a file for each check and room version, with copies of its evidence. */
export function writeAllureResults(
  { target, specification, wallSeconds, checks, apart }: Report,
  folder: string,
): void {
  const runtime = new ReporterRuntime({
    writer: new FileSystemWriter({ resultsDir: folder }),
    environmentInfo: { homeserver: target, specification },
  });
  // What did not go over the wire has no time of its own; after the start of the run is not wrong.
  const start = Date.now() - wallSeconds * 1000;
  for (const check of checks) writeCheck(runtime, check, check.startedAtMs ?? start);
  for (const { title, outcome, message } of apart) {
    const uuid = runtime.startTest({
      name: title,
      fullName: `touchstone: ${title}`,
      titlePath: ['touchstone'],
      labels: [{ name: LabelName.PARENT_SUITE, value: 'touchstone' }],
      stage: Stage.FINISHED,
      status: statuses[outcome],
      statusDetails: { message },
      start,
    });
    runtime.stopTest(uuid, { stop: start });
    runtime.writeTest(uuid);
  }
  runtime.writeEnvironmentInfo();
}

function writeCheck(runtime: ReporterRuntime, check: ReportedCheck, start: number): void {
  const { id, section, title, roomVersion, requirements, known } = check;
  const uuid = runtime.startTest({
    name: roomVersion === null ? title : `${title} (room version ${roomVersion})`,
    fullName: id,
    titlePath: section.split('/'),
    description: requirements.map(describe).join('\n\n'),
    labels: labelsOf(check),
    links: [
      ...requirements.map(linkOf),
      ...(known?.link ? [{ url: known.link, type: 'issue', name: known.link }] : []),
    ],
    parameters: roomVersion === null ? [] : [{ name: 'room version', value: roomVersion }],
    stage: Stage.FINISHED,
    status: statuses[check.outcome],
    statusDetails: detailsOf(check),
    start,
  });
  for (const { name, atMs, durationMs } of check.steps()) {
    const step = { name, stage: Stage.FINISHED, status: Status.PASSED, start: start + atMs };
    const stepUuid = runtime.startStep(uuid, null, step);
    if (stepUuid !== undefined) runtime.stopStep(stepUuid, { stop: start + atMs + durationMs });
  }
  for (const { name, path, contentType } of check.evidence)
    runtime.writeAttachment(uuid, null, name, path, { contentType, wrapInStep: false });
  runtime.stopTest(uuid, { stop: start + check.durationMs });
  runtime.writeTest(uuid);
}

/** A known failure is skipped, as the run is not red for it, and says why. */
function detailsOf({ known, message, details, expected, actual }: ReportedCheck): StatusDetails & { known?: boolean } {
  return {
    message: known === null ? message : `known failure: ${known.reason}\n${message}`,
    trace: details,
    ...(known !== null && { known: true }),
    ...(expected !== null && { expected }),
    ...(actual !== null && { actual }),
  };
}

function labelsOf({ section, roomVersion, requirements, verdict, known }: ReportedCheck): Label[] {
  const [api = section, file = section] = section.split('/');
  return [
    { name: LabelName.PARENT_SUITE, value: api },
    { name: LabelName.SUITE, value: file },
    { name: LabelName.SEVERITY, value: severityOf(requirements) },
    { name: 'verdict', value: verdict },
    ...several(
      'requirement',
      requirements.map(({ id }) => id),
    ),
    ...several(
      'specification',
      requirements.map(({ url }) => new URL(url).pathname + new URL(url).hash),
    ),
    ...several(
      'level',
      requirements.map(({ level }) => level),
    ),
    ...several(
      'since',
      requirements.map(({ since }) => since),
    ),
    ...(roomVersion === null ? [] : [{ name: 'roomVersion', value: roomVersion }]),
    ...several(LabelName.TAG, [
      ...requirements.map(({ level }) => level),
      ...(roomVersion === null ? [] : [`room version ${roomVersion}`]),
      ...(known === null ? [] : ['known failure']),
    ]),
  ];
}

function several(name: string, values: readonly string[]): Label[] {
  return [...new Set(values)].map((value) => ({ name, value }));
}

function severityOf(requirements: readonly ReportedRequirement[]): Severity {
  const levels = new Set(requirements.map(({ level }) => level));
  if (levels.has('MUST') || levels.has('DEFINED')) return Severity.CRITICAL;
  return levels.has('SHOULD') ? Severity.NORMAL : Severity.MINOR;
}

/** In Markdown. */
function describe({ id, level, since, text, url }: ReportedRequirement): string {
  return `**${level}** (since ${since}): ${text.replaceAll(/[\\`*_{}[\]<>#|&]/g, '\\$&')}\n\n[${id}](${url})`;
}

function linkOf({ id, url }: ReportedRequirement): Link {
  return { name: id, url, type: 'link' };
}
