import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Level } from '../checks/requirement.ts';
import type { Verdict } from './verdict.ts';

/** First line of `results.jsonl`: what was run. The form of all lines is in `schemas/results.json`. */
export interface RunLine {
  readonly kind: 'run';
  readonly target: string;
  readonly version: string | null;
  /** The specification version up to which failures are red: the target's highest claim, or the user's. */
  readonly specification: string;
  /** Of the order of the checks; those of all shards where results were merged. */
  readonly seed: number | string;
  /** Which part of the run this is, as `i/n`; left out where it is all of it. */
  readonly shard?: string;
  /** False where the user chose a part of the checks or room versions. A shard tells of the run that it is a part of. */
  readonly complete?: boolean;
  readonly options: Readonly<Record<string, unknown>>;
}

/** One check in one room version. */
export interface CheckLine {
  readonly kind: 'check';
  readonly id: string;
  readonly title: string;
  readonly requirements: readonly { readonly id: string; readonly level: Level; readonly since: string }[];
  /** False where a requirement is newer than what the target claims. */
  readonly claimed: boolean;
  readonly verdict: Verdict;
  readonly roomVersion: string | null;
  /** When it began, milliseconds since the epoch; left out where nothing went over the wire. */
  readonly startedAt?: number;
  readonly durationMs: number;
  readonly failure: {
    readonly message: string;
    readonly expected: string | null;
    readonly actual: string | null;
  } | null;
  /** Relative to the results folder. */
  readonly wireLog: string | null;
  /** For a scenario: what the order in which it was delivered follows from; of the order that failed, where one did. */
  readonly seed?: number;
  /** Where it is about all messages on the wire: how many there were, and which check saw the first that breaks the requirement. */
  readonly messages?: MessageCounts;
}

/** What was examined on the wire. */
export interface MessageCounts {
  readonly examined: number;
  readonly broken: number;
  readonly firstIn: string | null;
}

/** Last line: what came of it. */
export interface SummaryLine {
  readonly kind: 'summary';
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly wallSeconds: number;
  readonly targetCpuSeconds: number | null;
  readonly exitStatus: number;
  /** What broke and belongs to no check. */
  readonly brokeApart?: readonly string[];
}

/** Whether a line is about what was examined on the wire in all checks, and not about one of them. */
export function isOfWholeRun({ id }: Pick<CheckLine, 'id'>): boolean {
  return id.startsWith('wire/');
}

/** The file of results in its folder. */
export const resultsFileName = 'results.jsonl';

/** Writes `results.jsonl` line by line, so that a run that is cut short leaves what it knew. */
export class ResultsFile {
  readonly path: string;

  /** @param folder the results folder; made where it does not exist. An older results file in it is replaced. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.path = join(folder, resultsFileName);
    writeFileSync(this.path, '');
  }

  write(line: RunLine | CheckLine | SummaryLine): void {
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }
}
