import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { packageRoot } from '../../package-root.ts';
import { ConfigurationError } from '../../target/errors.ts';
import { type CheckLine, resultsFileName, type RunLine, type SummaryLine } from './results.ts';

/** What a run left. */
export interface Results {
  /** The results folder. */
  readonly folder: string;
  /** Path of its results.jsonl. */
  readonly path: string;
  readonly run: RunLine;
  readonly lines: readonly CheckLine[];
  /** Null where the run was cut short. */
  readonly summary: SummaryLine | null;
  /** Whether all checks ran, in all room versions that the homeserver claims. */
  readonly complete: boolean;
}

type Line = RunLine | CheckLine | SummaryLine;

/**
 * Reads the results of a run.
 *
 * @param place a results folder, or a results.jsonl
 * @throws {ConfigurationError} if there are none, or a line does not have the published form; quotes the line
 */
export function readResults(place: string): Results {
  const path = existsSync(place) && statSync(place).isDirectory() ? join(place, resultsFileName) : place;
  const [run, ...rest] = textOf(path)
    .split('\n')
    .flatMap((text, index) => (text.trim() === '' ? [] : [parseLine(text, `${path}:${index + 1}`)]));
  if (run?.kind !== 'run') {
    throw new ConfigurationError(
      `${path} does not begin with the line of a run, so it holds no results. Name a folder that \`touchstone run\` wrote (--results).`,
    );
  }
  const lines = rest.filter((line) => line.kind === 'check');
  const summary = rest.find((line) => line.kind === 'summary') ?? null;
  const complete = run.complete === true && run.shard === undefined && summary !== null;
  return { folder: dirname(path), path, run, lines, summary, complete };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigurationError(
      `The results ${path} cannot be read: ${(error as Error).message}. Name a folder that \`touchstone run\` wrote (--results).`,
      { cause: error },
    );
  }
}

function parseLine(text: string, place: string): Line {
  const fail = (what: string): never => {
    const quoted = text.length > quotedCharacters ? `${text.slice(0, quotedCharacters)}…` : text;
    throw new ConfigurationError(
      `${place}: ${what}\n  ${quoted}\n  Each line has the form of schemas/results.json: run the checks again.`,
    );
  };
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch (error) {
    return fail(`This is not JSON: ${(error as Error).message}.`);
  }
  const validate = publishedForm();
  if (validate(line)) return line;
  // The schema has a form for each kind; what is wrong in the others says nothing.
  const [first] = validate.errors?.toSorted((a, b) => b.instancePath.length - a.instancePath.length) ?? [];
  return fail(`${first?.instancePath.slice(1).replaceAll('/', '.') || 'The line'} ${first?.message}.`);
}

/** Enough to find the line, and no screenful of a failure's text. */
const quotedCharacters = 120;

let compiled: ValidateFunction<Line> | undefined;

function publishedForm(): ValidateFunction<Line> {
  const schema = join(packageRoot, 'schemas', 'results.json');
  compiled ??= new Ajv2020({ strict: false }).compile<Line>(JSON.parse(readFileSync(schema, 'utf8')) as object);
  return compiled;
}
