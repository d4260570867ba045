import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../package-root.ts';

/** What all our schemas are named under: `$id` is this, then the path of the file below `schemas/`. */
export const schemaBase = 'https://matrix-touchstone.example/schemas/';

/** A JSON Schema, or a part of one, as it stands in its file. */
export interface SchemaFile {
  readonly $id?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaFile>>;
  readonly operation?: OperationAnnotation;
  /** Of the form of an answer: the first release that describes it, where that is newer than the operation. */
  readonly since?: string;
  readonly [keyword: string]: unknown;
}

/** The keyword `operation` of a file in `schemas/client-server` or `schemas/server-server`. */
export interface OperationAnnotation {
  readonly method: string;
  readonly path: string;
  /** Older or shorter paths of the same operation. */
  readonly otherPaths?: readonly string[];
  readonly since: string;
  readonly authentication: 'accessToken' | 'optional' | 'none' | 'signedRequest';
  /** `optional` where the answer may come from a plain file server, as for `.well-known`. */
  readonly contentType?: 'optional';
}

const files = new Map<string, SchemaFile>();

/**
 * Reads one file below `schemas/`, once in the life of the process.
 *
 * @param name its path, such as `events/client-event.json`
 * @throws Error where there is no such file
 */
export function readSchema(name: string): SchemaFile {
  const known = files.get(name);
  if (known !== undefined) return known;
  const read = JSON.parse(readFileSync(path.join(packageRoot, 'schemas', name), 'utf8')) as SchemaFile;
  files.set(name, read);
  return read;
}

/** Whether `schemas/` has a file of this name. */
export function hasSchema(name: string): boolean {
  return files.has(name) || existsSync(path.join(packageRoot, 'schemas', name));
}

/**
 * The names of all files in one folder below `schemas/`, in order.
 *
 * @param folder such as `events`; an empty string for the top level
 */
export function schemasIn(folder: string): string[] {
  return readdirSync(path.join(packageRoot, 'schemas', folder))
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => path.posix.join(folder, name));
}
