import type { JsonValue } from '../protocol/json.ts';
import { parseLossless } from './lossless-json.ts';

/** Header fields as they stood on the wire: order and case kept, repeated fields apart. */
export type RawHeaders = readonly (readonly [name: string, value: string])[];

/** The value of a header field, by case-insensitive name; the first where there are several, undefined without. */
export function headerOf(headers: RawHeaders, name: string): string | undefined {
  return headers.find(([candidate]) => candidate.toLowerCase() === name.toLowerCase())?.[1];
}

/** Pairs the alternating names and values in which Node gives raw headers. */
export function pairHeaders(flat: readonly (string | Buffer)[]): RawHeaders {
  return Array.from({ length: Math.floor(flat.length / 2) }, (_, index) => [
    String(flat[2 * index]),
    String(flat[2 * index + 1]),
  ]);
}

/** A body as it came: the bytes, and what they say where they are JSON. */
export interface Body {
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The JSON value; undefined where the body is not JSON. */
  readonly json: JsonValue | undefined;
  readonly duplicateKeys: readonly string[];
}

/** Reads a body without judging it. */
export function readBody(bytes: Uint8Array): Body {
  const text = new TextDecoder().decode(bytes);
  if (text === '') return { bytes, text, json: undefined, duplicateKeys: [] };
  try {
    const { value, duplicateKeys } = parseLossless(text);
    return { bytes, text, json: value, duplicateKeys };
  } catch {
    return { bytes, text, json: undefined, duplicateKeys: [] };
  }
}
