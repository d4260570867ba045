import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { allRoomVersions } from '../../protocol/room-versions.ts';
import { ConfigurationError } from '../../target/errors.ts';
import type { KnownFailure } from './baseline.ts';

const isBaseline = new Ajv2020({ allErrors: true }).compile<KnownFailure[]>({
  type: 'array',
  items: {
    type: 'object',
    required: ['check', 'reason'],
    additionalProperties: false,
    properties: {
      check: { type: 'string', minLength: 1 },
      roomVersions: { type: 'array', items: { type: 'string', enum: allRoomVersions }, minItems: 1 },
      endsHomeserver: { type: 'boolean' },
      reason: { type: 'string', minLength: 1 },
      link: { type: 'string' },
    },
  },
});

/** A baseline as it is written: with its comments, and where in the text each entry stands. */
export interface WrittenBaseline {
  readonly entries: readonly KnownFailure[];
  readonly document: Document.Parsed;
}

/**
 * Reads a baseline.
 *
 * @param file a YAML list of `{ check, roomVersions?, endsHomeserver?, reason, link? }`
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
  return [...parseBaseline(text, file).entries];
}

/**
 * Parses the text of a baseline.
 *
 * @param file its path, for messages
 * @throws ConfigurationError that quotes the line in question
 */
export function parseBaseline(text: string, file: string): WrittenBaseline {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [problem] = document.errors;
  if (problem) throw new ConfigurationError(`${file}: ${problem.message}`);
  const entries: unknown = document.toJS() ?? [];
  if (isBaseline(entries)) {
    return { entries: entries.map((entry, index) => ({ ...entry, place: `${file}:${lineOf([index])}` })), document };
  }
  const [error] = isBaseline.errors ?? [];
  const line = lineOf(error?.instancePath.split('/').slice(1) ?? []);
  throw new ConfigurationError(
    `${file}:${line}: ${text.split('\n')[line - 1]?.trim() ?? ''}\n  ${error ? problemOf(error) : 'is not a known failure'}. ` +
      'Each entry needs `check` (an id or glob) and `reason`, and may have `roomVersions` (quoted strings), `link` and `endsHomeserver`.',
  );

  function lineOf(path: readonly (string | number)[]): number {
    const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
    return lines.linePos((isNode(node) ? node.range?.[0] : undefined) ?? 0).line;
  }
}

function problemOf({ message, params }: ErrorObject): string {
  const named =
    (params['additionalProperty'] as string | undefined) ??
    (params['allowedValues'] as string[] | undefined)?.join(', ');
  return named === undefined ? `${message}` : `${message} (${named})`;
}
