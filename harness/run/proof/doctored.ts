import { pathToFileURL } from 'node:url';
import { existsSync } from 'node:fs';
import type { Doctor } from '../../wire/wire.ts';

/**
 * The ways in which the checks of one file can be shown red: check title, then what is wrong, then who makes it wrong.
 *
 * Lies beside the checks as `<section>.doctored.ts` and is its default export.
 */
export type DoctoredAnswers = Readonly<Record<string, Readonly<Record<string, Doctor>>>>;

/** One doctored answer of a check. */
export interface Doctored {
  /** What is wrong with it. */
  readonly wrong: string;
  readonly doctor: Doctor;
}

/**
 * The doctored answer that a check is given in a round.
 *
 * @param file the file of the check
 * @param round counted from 0
 * @returns undefined where the check has no such many
 */
export async function doctorOf(file: string, title: string, round: number): Promise<Doctored | undefined> {
  return doctoredAnswersOf(await loadDoctoredAnswers(file), title)[round];
}

/** All doctored answers of one check, in the order in which they are written. */
export function doctoredAnswersOf(answers: DoctoredAnswers, title: string): Doctored[] {
  return Object.entries(answers[title] ?? {}).map(([wrong, doctor]) => ({ wrong, doctor }));
}

/** Loads the doctored answers that lie beside a file of checks; none where there is no such file. */
export async function loadDoctoredAnswers(file: string): Promise<DoctoredAnswers> {
  const path = file.replace(/\.test\.([jt]s)$/, '.doctored.$1');
  if (!existsSync(path)) return {};
  const module = (await import(pathToFileURL(path).href)) as { default: DoctoredAnswers };
  return module.default;
}
