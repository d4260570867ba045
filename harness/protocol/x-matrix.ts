import type { JsonObject, JsonValue } from './json.ts';
import { type SigningKey, signJson } from './signing.ts';

/** What an `Authorization: X-Matrix` header says. */
export interface XMatrix {
  readonly origin: string;
  /** Absent only from old servers. */
  readonly destination?: string;
  readonly key: string;
  readonly sig: string;
}

/** A request as far as its signature covers it. */
export interface SignedRequest {
  readonly method: string;
  /** The raw request target, query included. */
  readonly uri: string;
  readonly origin: string;
  readonly destination: string;
  /** The body; undefined where there is none. */
  readonly content: JsonValue | undefined;
}

/** A header that could be read, with what its sender should have written otherwise, or why it could not be read. */
export type ReadXMatrix =
  | { readonly valid: true; readonly parameters: XMatrix; readonly defects: readonly string[] }
  | { readonly valid: false; readonly reason: string };

const tokenCharacters = "[!#$%&'*+.^_`|~0-9A-Za-z-]";
const token = new RegExp(`^${tokenCharacters}+$`);
/** One parameter; colons in unquoted values are let pass, as the specification recommends to recipients. */
const parameter = new RegExp(
  `(${tokenCharacters}+)[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|((?:${tokenCharacters}|[:/=])*))[ \\t]*(?:,[ \\t,]*|$)`,
  'y',
);

/**
 * Reads an `Authorization` header of the scheme X-Matrix.
 *
 * The signature's parameter is `sig`: the specification calls it `signature` in one place, but writes `sig` in its examples.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#request-authentication, RFC 9110 sections 11.4 and 5.6
 */
export function readXMatrix(header: string): ReadXMatrix {
  const [, scheme, list] = /^([^ ]+) +(.*)$/s.exec(header.trim()) ?? [];
  if (scheme?.toLowerCase() !== 'x-matrix' || list === undefined) {
    return { valid: false, reason: 'it is not X-Matrix followed by a space and parameters' };
  }
  const values = new Map<string, string>();
  const defects: string[] = [];
  for (parameter.lastIndex = 0; parameter.lastIndex < list.length;) {
    const from = parameter.lastIndex;
    const [, name = '', quoted, bare = ''] = parameter.exec(list) ?? [];
    if (name === '') return { valid: false, reason: `it has no name=value pair at: ${list.slice(from, from + 100)}` };
    if (values.has(name.toLowerCase())) return { valid: false, reason: `${name} stands in it twice` };
    if (quoted === undefined && !token.test(bare)) defects.push(`${name} is not quoted, but its value is no token`);
    values.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/gs, '$1') ?? bare);
  }
  const [origin, destination, key, sig] = ['origin', 'destination', 'key', 'sig'].map((name) => values.get(name));
  if (origin === undefined || key === undefined || sig === undefined) {
    return { valid: false, reason: 'it lacks origin, key or sig' };
  }
  if (destination === undefined)
    return { valid: true, parameters: { origin, key, sig }, defects: [...defects, 'it lacks destination'] };
  return { valid: true, parameters: { origin, destination, key, sig }, defects };
}

/** Writes the header, each value quoted. */
export function writeXMatrix({ origin, destination, key, sig }: XMatrix): string {
  const parameters = Object.entries({ origin, destination, key, sig }).flatMap(([name, value]) => {
    return value === undefined ? [] : [`${name}="${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`];
  });
  return `X-Matrix ${parameters.join(',')}`;
}

/** The object over which a request is signed. */
export function signedObject({ method, uri, origin, destination, content }: SignedRequest): JsonObject {
  return { method, uri, origin, destination, ...(content !== undefined && { content }) };
}

/** Signs a request. @returns the value of the `Authorization` header */
export function signRequest(request: SignedRequest, key: SigningKey): string {
  // Transactions may hold events of room versions in which any number is allowed.
  const signed = signJson(signedObject(request), request.origin, key, { strict: false });
  const sig = signed.signatures[request.origin]?.[key.keyId] ?? '';
  return writeXMatrix({ origin: request.origin, destination: request.destination, key: key.keyId, sig });
}
