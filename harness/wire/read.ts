import { isJsonObject, type JsonObject, type JsonValue } from '../protocol/json.ts';
import { UnexpectedAnswer } from './errors.ts';
import { writeJson } from './lossless-json.ts';

type Path = readonly (string | number)[];

/** What stands at a path in a JSON value; undefined where nothing does. */
export function valueAt(value: JsonValue | undefined, ...path: Path): JsonValue | undefined {
  let found = value;
  for (const step of path) {
    if (Array.isArray(found) && typeof step === 'number') found = found[step];
    else if (isJsonObject(found) && Object.hasOwn(found, step)) found = found[step];
    else return undefined;
  }
  return found;
}

/** The string at a path. @throws UnexpectedAnswer where there is none */
export function stringAt(value: JsonValue | undefined, ...path: Path): string {
  const found = valueAt(value, ...path);
  if (typeof found === 'string') return found;
  throw missing('a string', value, path, found);
}

/** The integer at a path. @throws UnexpectedAnswer where there is none */
export function integerAt(value: JsonValue | undefined, ...path: Path): number {
  const found = valueAt(value, ...path);
  if (Number.isInteger(found)) return found as number;
  throw missing('an integer', value, path, found);
}

/** The object at a path. @throws UnexpectedAnswer where there is none */
export function objectAt(value: JsonValue | undefined, ...path: Path): JsonObject {
  const found = valueAt(value, ...path);
  if (isJsonObject(found)) return found;
  throw missing('an object', value, path, found);
}

/** The array at a path. @throws UnexpectedAnswer where there is none */
export function arrayAt(value: JsonValue | undefined, ...path: Path): JsonValue[] {
  const found = valueAt(value, ...path);
  if (Array.isArray(found)) return found;
  throw missing('an array', value, path, found);
}

/** The array of objects at a path. @throws UnexpectedAnswer where there is none */
export function objectsAt(value: JsonValue | undefined, ...path: Path): JsonObject[] {
  return arrayAt(value, ...path).map((_, index) => objectAt(value, ...path, index));
}

/** The array of strings at a path. @throws UnexpectedAnswer where there is none */
export function stringsAt(value: JsonValue | undefined, ...path: Path): string[] {
  return arrayAt(value, ...path).map((_, index) => stringAt(value, ...path, index));
}

/** A JSON value as evidence: bounded, and with the numbers as they were written. */
export function show(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  const text = writeJson(value);
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}… (${text.length} characters)` : text;
}

/** Enough to see what is wrong; the wire log has the rest. */
const shownCharacters = 2000;

function missing(
  kind: string,
  whole: JsonValue | undefined,
  path: Path,
  found: JsonValue | undefined,
): UnexpectedAnswer {
  const place = path.length === 0 ? 'the body' : path.join('.');
  return new UnexpectedAnswer(`${place} is not ${kind}`, {
    expected: `${kind} at ${place}`,
    actual: found === undefined ? `nothing there in ${show(whole)}` : show(found),
  });
}
