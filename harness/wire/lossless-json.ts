import { parse } from 'lossless-json';
import { isJsonObject, JsonNumber, type JsonValue } from '../protocol/json.ts';

/** JSON as it went over the wire, with what `JSON.parse` would have lost. */
export interface LosslessJson {
  /** The value; a number that JavaScript would not write back as it was written is a {@link JsonNumber}. */
  readonly value: JsonValue;
  /** The keys that stood more than once in one object; the last value of each is kept. */
  readonly duplicateKeys: readonly string[];
}

/**
 * Reads JSON without losing anything: `1.0` stays apart from `1`, integers beyond 2^53−1 keep their digits, and
 * duplicate keys are reported.
 *
 * @param text a JSON text
 * @throws SyntaxError where the text is not JSON
 */
export function parseLossless(text: string): LosslessJson {
  const plain = parsePlain(text);
  if (plain !== undefined) return { value: plain, duplicateKeys: [] };
  const duplicateKeys: string[] = [];
  const value = parse(text, undefined, {
    parseNumber: (source) => JsonNumber.read(source),
    onDuplicateKey: ({ key, newValue }) => {
      duplicateKeys.push(key);
      return newValue;
    },
  }) as JsonValue;
  return { value, duplicateKeys };
}

/** Numbers that JavaScript may write back as they were written, and yet rounds. */
const mayBeRounded = /[0-9]{16}|[0-9]e\+[0-9]/i;

/**
 * Most JSON loses nothing when JavaScript's own reader reads it, which is ten times as fast: if it is written back as it was, and no
 * number in it is beyond what is exact.
 *
 * @returns undefined for the rest, and for what is not JSON
 */
function parsePlain(text: string): JsonValue | undefined {
  if (mayBeRounded.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as JsonValue;
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes JSON with each {@link JsonNumber} as it was written.
 *
 * @param value what to write; keys keep their order
 */
export function writeJson(value: JsonValue): string {
  return JSON.stringify(hasRawNumber(value) ? withRawNumbers(value) : value);
}

/** Whether there is a {@link JsonNumber} anywhere in a value. */
export function hasRawNumber(value: JsonValue): boolean {
  if (value instanceof JsonNumber) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(hasRawNumber);
}

function withRawNumbers(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return rawJson(value.source);
  if (Array.isArray(value)) return value.map(withRawNumbers);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withRawNumbers(part)]));
}

/** In V8 since Node 21, not yet in the compiler's library. https://tc39.es/proposal-json-parse-with-source/ */
const { rawJSON: rawJson } = JSON as typeof JSON & { rawJSON(text: string): unknown };
