import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../reference/fault.ts';
import type { CollectedCheck } from '../checks/collect.ts';
import { decidesAny } from './fault-plan.ts';

/** What decides which faults a change concerns. */
export interface FaultSources {
  /** The faults by the file that they stand in, without folder and ending. */
  readonly faultsByArea: Readonly<Record<string, readonly Fault[]>>;
  readonly checks: readonly Pick<CollectedCheck, 'id' | 'requirements'>[];
  /** The text of a file; empty where it is gone. */
  readonly read: (file: string) => string;
}

/**
 * The files that differ from the last commit, those that git does not know yet included.
 *
 * @param folder the checkout
 * @returns paths relative to the folder; null where it is no checkout, or where there is no git
 */
export function changedFiles(folder: string): string[] | null {
  const git = (...options: readonly string[]): string[] =>
    execFileSync('git', options, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .split('\0')
      .filter((file) => file !== '');
  try {
    return [
      ...git('diff', '--name-only', '--relative', '-z', 'HEAD'),
      ...git('ls-files', '--others', '--exclude-standard', '-z'),
    ];
  } catch {
    return null;
  }
}

/** Reads files of a checkout. */
export function readerOf(folder: string): FaultSources['read'] {
  return (file) => {
    try {
      return readFileSync(join(folder, file), 'utf8');
    } catch {
      return '';
    }
  };
}

/**
 * The faults that a change concerns: those that stand in a changed file, whose rule is defined or asked in one, whose oracle changed,
 * or whose requirement a changed file of checks decides.
 */
export function faultsConcerned(changed: readonly string[], sources: FaultSources): Fault[] {
  const concerned = new Set(changed.flatMap((file) => faultsConcernedBy(file, sources)));
  return Object.values(sources.faultsByArea)
    .flat()
    .filter((fault) => concerned.has(fault));
}

function faultsConcernedBy(file: string, { faultsByArea, checks, read }: FaultSources): readonly Fault[] {
  if (!file.endsWith('.ts')) return [];
  const faults = Object.values(faultsByArea).flat();
  const area = /^harness\/reference\/faults\/([^/]+)\.ts$/.exec(file)?.[1];
  if (area !== undefined) return faultsByArea[area] ?? [];
  const section = /^suites\/(.+)\.test\.ts$/.exec(file)?.[1];
  if (section !== undefined) {
    const ofFile = checks.filter(({ id }) => id.startsWith(`${section}/`));
    return faults.filter(({ breaks }) => ofFile.some((check) => decidesAny(check, breaks)));
  }
  if (file.endsWith('.test.ts')) return [];
  if (file.startsWith('harness/protocol/')) return faults.filter(({ oracle }) => oracle !== undefined);
  if (!file.startsWith('harness/reference/')) return [];
  const words = new Set(read(file).match(/\w+/g));
  return faults.filter(({ rules = {} }) => Object.keys(rules).some((rule) => words.has(rule)));
}
