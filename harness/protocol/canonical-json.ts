import canonicalize from 'canonicalize';

import { compareBytes } from './compare-bytes.ts';
import { isJsonObject, JsonNumber, type JsonValue } from './json.ts';

/** How strictly numbers are taken. */
export interface CanonicalJsonOptions {
  /** true (default): only what room versions 6 and later allow. false: floats and big integers too (versions 1 to 5). */
  readonly strict?: boolean;
}

/** A value that has no canonical JSON. The message names the place in the value. */
export class CanonicalJsonError extends Error {
  /** Where in the value, such as `content.body[2]`; empty for the value itself. */
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`No canonical JSON for ${path === '' ? 'the value' : path}: ${reason}`);
    this.name = 'CanonicalJsonError';
    this.path = path;
  }
}

/**
 * The canonical JSON of a value: the shortest UTF-8 JSON with the keys of objects ordered by code point.
 *
 * RFC 8785, which the library implements, differs in two things: it orders keys by UTF-16 unit, and it allows every number.
 * What is decided here, by the text at the anchor and its last example:
 * - floats and integers outside -(2^53)+1 … 2^53-1 are refused, unless `strict` is false;
 * - the JavaScript number -0 is written `0`, as in the example. The literals `-0`, `1.0` and `1e10` (a {@link JsonNumber})
 *   are refused when strict, since a server that sends them did not send canonical JSON;
 * - not strict, a literal is written as it was, but `-0` as `0` and `1e10` as `10000000000`, as in the example;
 * - lone surrogates are always refused: UTF-8 cannot hold them. So are NaN, Infinity, undefined and class instances.
 *
 * @throws CanonicalJsonError
 * Source: https://spec.matrix.org/v1.19/appendices/#canonical-json
 */
export function canonicalJson(value: JsonValue, options: CanonicalJsonOptions = {}): string {
  const plain = plainJson(value, 0);
  if (plain !== undefined) return plain;
  const needsOwnWriter = examine(value, options.strict ?? true);
  return needsOwnWriter ? write(value) : libraryJson(value);
}

/** {@link canonicalJson} as the UTF-8 bytes that are hashed and signed. */
export function canonicalJsonBytes(value: JsonValue, options: CanonicalJsonOptions = {}): Uint8Array {
  return new TextEncoder().encode(canonicalJson(value, options));
}

/** Deeper than honest events nest, and far less deep than the call stack. */
const plainDepth = 50;

/** Text that stands in JSON as it is. */
const needsNoEscape = /^[ !#-[\]-~]*$/;

/**
 * Most of what is hashed and signed has nothing in it on which the specification, RFC 8785 and JavaScript could disagree, and is
 * written in one go: an event is hashed and signed thousands of times in a run.
 *
 * @returns undefined for the rest, and for what has no canonical JSON
 */
function plainJson(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return plainString(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  if (value === null || typeof value === 'boolean') return String(value);
  if (depth === plainDepth) return undefined;
  let members = '';
  if (Array.isArray(value)) {
    for (const item of value) {
      const member = plainJson(item, depth + 1);
      if (member === undefined) return undefined;
      members += members === '' ? member : `,${member}`;
    }
    return `[${members}]`;
  }
  if (!isJsonObject(value)) return undefined;
  for (const key of Object.keys(value).toSorted()) {
    const name = plainString(key);
    const member = plainJson(value[key], depth + 1);
    if (name === undefined || member === undefined) return undefined;
    members += members === '' ? `${name}:${member}` : `,${name}:${member}`;
  }
  return `{${members}}`;
}

function plainString(text: string): string | undefined {
  if (needsNoEscape.test(text)) return `"${text}"`;
  return surrogate.test(text) ? undefined : JSON.stringify(text);
}

interface Place {
  readonly value: unknown;
  readonly key: string | number;
  readonly parent: Place | null;
  readonly depth: number;
}

// JSON has no limit, but a circular value would never end. An event of 65,536 bytes nests at most half as deep.
const maxDepth = 100_000;
const surrogate = /[\ud800-\udfff]/;

/** Refuses what has no canonical JSON. Returns whether the value holds something that the library writes otherwise. */
function examine(root: unknown, strict: boolean): boolean {
  let needsOwnWriter = false;
  // A stack of our own: the target may send events that nest deeper than the call stack is.
  const pending: Place[] = [{ value: root, key: '', parent: null, depth: 0 }];
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const { value, depth } = place;
    if (depth > maxDepth) throw new CanonicalJsonError('', `it is circular, or nested deeper than ${String(maxDepth)}`);
    if (Array.isArray(value)) {
      // Not forEach, which passes over the holes of a sparse array.
      for (let key = 0; key < value.length; key++)
        pending.push({ value: value[key], key, parent: place, depth: depth + 1 });
    } else if (isJsonObject(value)) {
      for (const key of Object.keys(value)) {
        const member = { value: value[key], key, parent: place, depth: depth + 1 };
        if (surrogate.test(key)) {
          if (!key.isWellFormed()) throw refusal(member, 'the key holds a lone surrogate, which UTF-8 cannot encode');
          needsOwnWriter = true;
        }
        pending.push(member);
      }
    } else {
      const reason = scalarDefect(value, strict);
      if (reason !== undefined) throw refusal(place, reason);
      if (value instanceof JsonNumber) needsOwnWriter = true;
    }
  }
  return needsOwnWriter;
}

function scalarDefect(value: unknown, strict: boolean): string | undefined {
  if (value === null || typeof value === 'boolean') return undefined;
  if (typeof value === 'string') {
    return value.isWellFormed() ? undefined : 'the string holds a lone surrogate, which UTF-8 cannot encode';
  }
  if (value instanceof JsonNumber) {
    return strict ? `the literal ${value.source} is not an integer in plain digits within 2^53-1` : undefined;
  }
  if (typeof value !== 'number') return `${describe(value)} is not a JSON value`;
  if (!Number.isFinite(value)) return `${String(value)} is not a JSON value`;
  if (!strict || Number.isSafeInteger(value)) return undefined;
  return Number.isInteger(value)
    ? `the integer ${String(value)} is outside -(2^53)+1 … 2^53-1`
    : `the float ${String(value)} is not allowed`;
}

function describe(value: unknown): string {
  return typeof value === 'object' ? 'an instance of a class' : `a value of type ${typeof value}`;
}

function refusal(place: Place, reason: string): CanonicalJsonError {
  const keys: (string | number)[] = [];
  for (let at = place; at.parent !== null; at = at.parent) keys.unshift(at.key);
  const path = keys.map((key) => (typeof key === 'number' ? `[${String(key)}]` : `.${key}`)).join('');
  return new CanonicalJsonError(path.replace(/^\./, ''), reason);
}

type Step = { readonly text: string } | { readonly value: JsonValue };

/** The same walk as the library's, with keys ordered by code point and number literals kept. */
function write(root: JsonValue): string {
  let written = '';
  const pending: Step[] = [{ value: root }];
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    if ('text' in step) written += step.text;
    else pending.push(...stepsOf(step.value).toReversed());
  }
  return written;
}

function stepsOf(value: JsonValue): Step[] {
  if (value instanceof JsonNumber) return [{ text: literalText(value.source) }];
  if (Array.isArray(value)) {
    const items = value.flatMap((item, index): Step[] => [{ text: index === 0 ? '[' : ',' }, { value: item }]);
    return [...items, { text: items.length === 0 ? '[]' : ']' }];
  }
  if (!isJsonObject(value)) return [{ text: libraryJson(value) }];
  const members = Object.entries(value)
    .toSorted(([a], [b]) => compareBytes(a, b))
    .flatMap(([key, member], index): Step[] => [
      { text: `${index === 0 ? '{' : ','}${libraryJson(key)}:` },
      { value: member },
    ]);
  return [...members, { text: members.length === 0 ? '{}' : '}' }];
}

function literalText(source: string): string {
  const value = Number(source);
  const isPlain = Object.is(value, -0) ? !/[.eE]/.test(source) : /^-?[0-9]+[eE]\+?[0-9]+$/.test(source);
  return isPlain && Number.isSafeInteger(value) ? libraryJson(value) : source;
}

function libraryJson(value: JsonValue): string {
  const text = canonicalize(value);
  if (text === undefined) throw new CanonicalJsonError('', 'it is not a JSON value');
  return text;
}
