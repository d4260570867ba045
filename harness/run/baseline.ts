import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isSeq, LineCounter, parseDocument } from 'yaml';
import { ConfigurationError } from '../target/errors.ts';
import type { CheckLine } from './results.ts';
import { matchesGlob } from './selection.ts';

/** One known failure of a homeserver. */
export interface KnownFailure {
  /** Id of a check, or a glob. */
  readonly check: string;
  /** The room versions in which it fails; all of them where it is left out. */
  readonly roomVersions?: readonly string[];
  /** Why it fails, for whoever reads the list next. */
  readonly reason: string;
  readonly link?: string;
}

const isBaseline = new Ajv2020({ allErrors: true }).compile<KnownFailure[]>({
  type: 'array',
  items: {
    type: 'object',
    required: ['check', 'reason'],
    additionalProperties: false,
    properties: {
      check: { type: 'string', minLength: 1 },
      roomVersions: { type: 'array', items: { type: 'string' }, minItems: 1 },
      reason: { type: 'string', minLength: 1 },
      link: { type: 'string' },
    },
  },
});

/**
 * Reads a baseline.
 *
 * @param file a YAML list of `{ check, roomVersions?, reason, link? }`
 * @throws ConfigurationError that quotes the line in question
 */
export function readBaseline(file: string): KnownFailure[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigurationError(
      `The baseline ${file} cannot be read: ${(error as Error).message}. Check the path given to --baseline.`,
    );
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [problem] = document.errors;
  if (problem) throw new ConfigurationError(`${file}: ${problem.message}`);
  const entries: unknown = document.toJS() ?? [];
  if (isBaseline(entries)) return entries;
  const [error] = isBaseline.errors ?? [];
  const index = Number(error?.instancePath.split('/')[1] ?? 0);
  const node = isSeq(document.contents) ? document.contents.items[index] : document.contents;
  const offset = (node as { range?: [number, number, number] } | null)?.range?.[0] ?? 0;
  const { line } = lines.linePos(offset);
  throw new ConfigurationError(
    `${file}:${line}: ${text.split('\n')[line - 1]?.trim() ?? ''}\n  ${error?.message ?? 'is not a known failure'}. ` +
      'Each entry needs `check` (an id or glob) and `reason`, and may have `roomVersions` (quoted strings) and `link`.',
  );
}

/** The entry that explains a check's failure; undefined where none does. */
export function knownFailureOf(
  line: Pick<CheckLine, 'id' | 'roomVersion' | 'requirements'>,
  baseline: readonly KnownFailure[],
): KnownFailure | undefined {
  return baseline.find((entry) => isAbout(entry, line));
}

/**
 * The entries that no longer tell the truth: everything they match passes, or they match nothing.
 *
 * @param complete false where the user chose a part of the checks: then an entry may rightly match nothing
 */
export function staleEntries(
  lines: readonly CheckLine[],
  baseline: readonly KnownFailure[],
  complete: boolean,
): { entry: KnownFailure; why: string }[] {
  return baseline.flatMap((entry) => {
    const matched = lines.filter((line) => isAbout(entry, line) && line.verdict !== 'not-applicable');
    if (matched.length === 0) return complete ? [{ entry, why: 'matches no check that ran' }] : [];
    const passed = matched.filter((line) => line.verdict === 'pass');
    if (passed.length === 0) return [];
    const versions = passed.map((line) => line.roomVersion).filter((version) => version !== null);
    return [{ entry, why: `passes${versions.length > 0 ? ` in room versions ${versions.join(', ')}` : ''}` }];
  });
}

function isAbout(entry: KnownFailure, line: Pick<CheckLine, 'id' | 'roomVersion'>): boolean {
  if (entry.roomVersions && (line.roomVersion === null || !entry.roomVersions.includes(line.roomVersion))) return false;
  return matchesGlob(entry.check, line.id, []);
}
