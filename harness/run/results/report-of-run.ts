import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Evidence, Outcome, Report, ReportedCheck, ReportedProblem, Step } from '../../../reports/report.ts';
import { knownFailureOf, staleEntries } from './baseline.ts';
import { failureText } from './failure-text.ts';
import { graphFilesOf } from '../checks/graph-files.ts';
import { homeserverLogOf } from '../targets/homeserver-log.ts';
import { requirementOf } from './ledger.ts';
import { specificationUrl } from '../checks/requirement.ts';
import { type CheckLine, isOfWholeRun, type RunLine } from './results.ts';
import { sectionOf, staleText, type SummaryInput } from './summary.ts';
import { type Standing, standingOf } from './tally.ts';
import { entriesOf } from '../checks/wire-log-file.ts';

/** Everything that the reports of a run are made from. */
export interface ReportInput extends SummaryInput {
  readonly run: Pick<RunLine, 'target' | 'version' | 'specification'>;
}

/** A message is one sentence in most cases; what a target makes of it must not fill a screen. */
const messageCharacters = 1000;

/** What the reports show of a run: every line, how it stands, and its evidence. */
export function reportOf(input: ReportInput): Report {
  const { run, lines, wallSeconds } = input;
  return {
    target: `${run.target} ${run.version ?? ''}`.trimEnd(),
    specification: run.specification,
    wallSeconds,
    checks: lines.toSorted(byPlace).map((line) => reportedCheck(line, input)),
    apart: problemsApart(input),
  };
}

/** Checks run in random order; a report has them by id and room version. */
function byPlace(a: CheckLine, b: CheckLine): number {
  return a.id === b.id ? Number(a.roomVersion) - Number(b.roomVersion) : a.id < b.id ? -1 : 1;
}

const outcomes: Readonly<Record<Standing, Outcome>> = {
  kept: 'passed',
  broken: 'failed',
  undecided: 'error',
  error: 'error',
  known: 'skipped',
  'beyond the claim': 'skipped',
  'not followed': 'skipped',
  'not applicable': 'skipped',
};

function reportedCheck(line: CheckLine, input: ReportInput): ReportedCheck {
  const { id, title, roomVersion, durationMs, verdict, failure } = line;
  const standing = standingOf(line, input.baseline);
  const known = standing === 'known' ? knownFailureOf(line, input.baseline) : undefined;
  const failed = verdict !== 'pass' && verdict !== 'not-applicable';
  const message = (failure?.message ?? '').slice(0, messageCharacters);
  return {
    id,
    section: sectionOf(id),
    title,
    roomVersion,
    startedAtMs: line.startedAt ?? null,
    durationMs,
    steps: () => stepsOf(line, input.resultsFolder),
    verdict,
    outcome: outcomes[standing],
    known: known ? { reason: known.reason, link: known.link ?? null } : null,
    message: outcomes[standing] === 'skipped' && !known ? `${standing}: ${message}` : message,
    expected: failure?.expected ?? null,
    actual: failure?.actual ?? null,
    details: failed ? stripVTControlCharacters(failureText({ standing, lines: [line] }, input)) : '',
    requirements: line.requirements.map(({ id: requirementId, level, since }) => {
      const { text, anchor } = requirementOf(input.catalogue, requirementId);
      return { id: requirementId, level, since, text, url: `${specificationUrl}${anchor}` };
    }),
    evidence: failed ? evidenceOf(line, input.resultsFolder) : [],
  };
}

/** What a check sent and received, from its wire log. */
function stepsOf(line: CheckLine, folder: string): Step[] {
  if (line.wireLog === null || isOfWholeRun(line) || !existsSync(join(folder, line.wireLog))) return [];
  return entriesOf(readFileSync(join(folder, line.wireLog), 'utf8')).map(({ who, asked, came, atMs, durationMs }) => ({
    name: `${who.replace(/ → target$/, '')}: ${asked} → ${came}`,
    atMs,
    durationMs,
  }));
}

/** The files about a failure that are there. */
function evidenceOf(line: CheckLine, folder: string): Evidence[] {
  if (line.wireLog === null) return [];
  const { svg, text } = graphFilesOf(line.wireLog);
  const ofCheck = isOfWholeRun(line) ? null : { svg, text, log: homeserverLogOf(line) };
  const files: readonly (readonly [Evidence['name'], Evidence['contentType'], string | null | undefined])[] = [
    ['event graph', 'image/svg+xml', ofCheck?.svg],
    ['event graph as text', 'text/plain', ofCheck?.text],
    ['wire log', 'text/plain', line.wireLog],
    ['homeserver log', 'text/plain', ofCheck?.log],
  ];
  return files.flatMap(([name, contentType, file]) =>
    file && existsSync(join(folder, file)) ? [{ name, contentType, path: join(folder, file) }] : [],
  );
}

function problemsApart({ lines, baseline, complete, brokeApart }: ReportInput): ReportedProblem[] {
  return [
    ...brokeApart.map((message) => ({ title: 'harness error', outcome: 'error' as const, message })),
    ...staleEntries(lines, baseline, complete).map((stale) => ({
      title: `stale baseline entry ${stale.entry.check}`,
      outcome: 'failed' as const,
      message: staleText(stale),
    })),
  ];
}
