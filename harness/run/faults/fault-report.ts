import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Coverage, type FaultVerdict, isCheck, tableOf } from './fault-judgement.ts';
import type { CheckLine } from '../results/results.ts';
import { harmless, paint } from '../terminal.ts';

/** Everything that a sweep found. */
export interface SweepFindings {
  /** What is red on the homeserver without a fault: it is left out everywhere, since it shows nothing. */
  readonly redAnyway: readonly CheckLine[];
  readonly verdicts: readonly FaultVerdict[];
  /** Null where only some of the faults were chosen. */
  readonly coverage: Coverage | null;
  /** What broke apart from all checks. */
  readonly broke: readonly string[];
  readonly seed: number;
  readonly wallSeconds: number;
}

const longestMessage = 300;

/** 0 where every fault was caught by the right checks only, and no check is without; 1 else; 3 where the harness broke. */
export function sweepStatusOf({ redAnyway, verdicts, coverage, broke }: SweepFindings): 0 | 1 | 3 {
  if (broke.length > 0) return 3;
  const isRed = verdicts.some(
    ({ outcome, collateral, harnessErrors }) =>
      outcome === 'survived' || collateral.length > 0 || harnessErrors.length > 0,
  );
  const lacks = coverage !== null && coverage.neverRed.length + coverage.staleReasons.length > 0;
  return redAnyway.length > 0 || isRed || lacks ? 1 : 0;
}

/** The table of requirements, what is not as it must be, and the counts. */
export function sweepText(findings: SweepFindings): string {
  const { redAnyway, verdicts, coverage, broke, wallSeconds } = findings;
  const having = (outcome: FaultVerdict['outcome']): number =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const collateral = verdicts.filter((verdict) => verdict.collateral.length > 0);
  const trials = verdicts.flatMap(({ lines }) => lines.filter(isCheck));
  const counts = [
    `${having('caught')} faults caught`,
    `${having('survived')} survived`,
    `${collateral.length} with collateral failures`,
    ...(redAnyway.length > 0
      ? [`${having('not-tried')} not tried since ${redAnyway.length} checks are red without a fault`]
      : []),
    ...(coverage
      ? [`${coverage.neverRed.length} checks never red`, `${coverage.withoutFault.length} requirements without a fault`]
      : []),
  ];
  return [
    ...tableLines(verdicts),
    '',
    ...(coverage?.withoutFault ?? []).map((id) => `${paint('yellow', 'WITHOUT A FAULT')}  ${id}`),
    ...(coverage?.neverRed ?? []).map((id) => `${alarm('NEVER RED')}  ${id}`),
    ...(coverage?.staleReasons ?? []).map(
      (glob) => `${alarm('STALE REASON')}  ${glob} in harness/reference/beyond-faults.ts explains nothing: remove it`,
    ),
    ...verdicts.flatMap(troubleLines),
    ...redAnyway.map((line) => `${alarm('RED WITHOUT A FAULT')}${lineText(line)}`),
    ...broke.map((message) => `${alarm('HARNESS ERROR')}  ${message}`),
    '',
    paint('bold', counts.join(', ')),
    `${trials.length} trials in ${wallSeconds.toFixed(1)} s`,
  ].join('\n');
}

function alarm(text: string): string {
  return paint(['bold', 'red'], text);
}

function tableLines(verdicts: readonly FaultVerdict[]): string[] {
  return tableOf(verdicts).flatMap(({ requirement, faults }) => {
    const width = Math.max(...faults.map(({ id }) => id.length));
    return [
      paint('bold', requirement),
      ...faults.map(({ id, caughtBy }) => {
        const mark = caughtBy.length > 0 ? paint('green', '✓') : paint('dim', '·');
        return `  ${mark} ${id.padEnd(width)}  ${paint('dim', caughtBy.join('  '))}`;
      }),
    ];
  });
}

function troubleLines({ fault, outcome, lines, collateral, harnessErrors }: FaultVerdict): string[] {
  const broken = `breaks ${fault.breaks.join(', ')}`;
  const title = `${paint('bold', fault.id)}  ${fault.does} (${broken})`;
  const survived = [
    `${alarm('SURVIVED')}  ${title}`,
    ...(lines.length === 0
      ? ['    no check decides these requirements, or examines them on the wire, in its room versions']
      : []),
    ...lines.filter(isCheck).map(lineText),
  ];
  return [
    ...(outcome === 'survived' ? survived : []),
    ...(collateral.length > 0 ? [`${alarm('COLLATERAL')}  ${title}`, ...collateral.map(lineText)] : []),
    ...(harnessErrors.length > 0 ? [`${alarm('HARNESS ERROR')}  ${title}`, ...harnessErrors.map(lineText)] : []),
  ];
}

function lineText({ id, roomVersion, verdict, failure, requirements }: CheckLine): string {
  const version = roomVersion === null ? '' : ` (room version ${roomVersion})`;
  const said = failure === null ? '' : `: ${harmless(failure.message).slice(0, longestMessage)}`;
  const evidence = !isCheck({ id }) && failure?.actual != null ? ` ${harmless(failure.actual)}` : '';
  return `    ${verdict}  ${id}${version}, which decides ${requirements.map((each) => each.id).join(', ')}${said}${evidence.slice(0, longestMessage)}`;
}

function publishedLine({ id, roomVersion, verdict, durationMs, failure }: CheckLine): object {
  return { id, roomVersion, verdict, durationMs, message: failure?.message ?? null };
}

/** Writes `faults.json`; its form is in `schemas/faults.json`. @returns its path */
export function writeSweep(folder: string, findings: SweepFindings): string {
  const { redAnyway, verdicts, coverage, broke, seed, wallSeconds } = findings;
  const file = join(folder, 'faults.json');
  mkdirSync(folder, { recursive: true });
  const content = {
    seed,
    wallSeconds,
    exitStatus: sweepStatusOf(findings),
    redWithoutFault: redAnyway.map(publishedLine),
    faults: verdicts.map(({ fault, outcome, lines, caughtBy, collateral }) => ({
      id: fault.id,
      does: fault.does,
      breaks: fault.breaks,
      outcome,
      caughtBy: caughtBy.map(({ id }) => id),
      collateral: collateral.map(({ id }) => id),
      ran: lines.map(publishedLine),
    })),
    requirements: tableOf(verdicts),
    coverage,
    broke,
  };
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  return file;
}
