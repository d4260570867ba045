import type { JsonValue } from '../../protocol/json.ts';
import type { Operation } from './operations.ts';
import { brokenRules } from './registry.ts';
import { readSchema } from './schema-files.ts';

/** One thing in a message that the specification does not allow. */
export interface SchemaViolation {
  /** Id of the operation, such as `client-server/sync`; for an event or EDU, its schema. */
  readonly operation: string;
  readonly where: 'request' | 'response' | 'event';
  /** HTTP status, of a response only. */
  readonly status?: number;
  /** JSON pointer to the part of the body that is wrong; empty for the whole of it. */
  readonly path: string;
  /** What is wrong, with what was found. */
  readonly message: string;
  /** Keyword of JSON Schema, or `status`, `content-type`, `json`, `body`. */
  readonly keyword: string;
  /** File below `schemas/` and pointer in it. */
  readonly schema: string;
}

/** The parts of a response that are examined. */
export interface ExaminedResponse {
  readonly status: number;
  /** Value of the `Content-Type` header, undefined where it is missing. */
  readonly contentType: string | undefined;
  /** The body, undefined if it is not JSON. */
  readonly body: JsonValue | undefined;
  /** The body as text, shown where it is not JSON. */
  readonly bodyText: string;
}

/**
 * Holds a response against what the specification says of the operation: documented status, `Content-Type`, body. An
 * error that the operation does not document still has to be a standard error response.
 *
 * @param isPromised whether a server is held to what a release brought; a form that is newer binds it no more than one that nobody
 *   described
 * @returns the violations; none if the response is as it has to be
 * @see https://spec.matrix.org/v1.19/client-server-api/#api-standards
 * @see https://spec.matrix.org/v1.19/server-server-api/#api-standards
 */
export function examineResponse(
  operation: Operation,
  response: ExaminedResponse,
  isPromised: (since: string) => boolean = () => true,
): SchemaViolation[] {
  const { status } = response;
  const schema = responseSchema(operation, status, isPromised);
  const violation = (part: Pick<SchemaViolation, 'path' | 'message' | 'keyword'>): SchemaViolation => ({
    operation: operation.id,
    where: 'response',
    status,
    ...part,
    schema: schema ?? `${operation.id}.json`,
  });
  if (schema === undefined) {
    // What serves a .well-known file may also redirect, or show its own page for an error.
    if (!operation.contentTypeRequired && status >= 300) return [];
    return [violation({ path: '', keyword: 'status', message: undocumentedStatus(operation, status) })];
  }
  const found: SchemaViolation[] = [];
  if (operation.contentTypeRequired && !isJsonContentType(response.contentType)) {
    const message = `Content-Type has to be application/json, found ${response.contentType ?? 'none'}`;
    found.push(violation({ path: '', keyword: 'content-type', message }));
  }
  if (response.body !== undefined) found.push(...brokenRules(schema, response.body).map(violation));
  else if (operation.contentTypeRequired || status < 300) {
    const text = response.bodyText.slice(0, 100);
    found.push(
      violation({ path: '', keyword: 'json', message: `the body has to be JSON, found ${text || 'nothing'}` }),
    );
  }
  return found;
}

/** Whether the specification gives the requests of an operation a body. */
export function hasRequestForm(operation: Operation): boolean {
  return readSchema(`${operation.id}.json`).$defs?.['request'] !== undefined;
}

/**
 * Holds the body of a request against what the specification says of the operation.
 *
 * @param body the body, undefined if it is missing or not JSON
 * @returns the violations; none if the request is as it has to be
 */
export function examineRequest(operation: Operation, body: JsonValue | undefined): SchemaViolation[] {
  if (!hasRequestForm(operation)) return [];
  const file = `${operation.id}.json`;
  const schema = `${file}#/$defs/request`;
  const violation = { operation: operation.id, where: 'request' as const, schema };
  if (body === undefined) {
    return [{ ...violation, path: '', keyword: 'body', message: 'the request has to have a JSON object as its body' }];
  }
  return brokenRules(schema, body).map((rule) => ({ ...violation, ...rule }));
}

function responseSchema(
  operation: Operation,
  status: number,
  isPromised: (since: string) => boolean,
): string | undefined {
  const file = `${operation.id}.json`;
  const form = readSchema(file).$defs?.[`response-${status}`];
  if (form && (form.since === undefined || isPromised(form.since))) return `${file}#/$defs/response-${status}`;
  if (status < 400 || !operation.contentTypeRequired) return undefined;
  // https://spec.matrix.org/v1.19/server-server-api/#api-standards demands an object, and says no more of errors.
  if (operation.api === 'server-server') return 'undescribed-answer.json';
  return status === 429 ? 'rate-limited.json' : 'error.json';
}

function undocumentedStatus(operation: Operation, status: number): string {
  const documented = Object.keys(readSchema(`${operation.id}.json`).$defs ?? {})
    .filter((name) => name.startsWith('response-'))
    .map((name) => name.slice('response-'.length));
  return `status ${status} is not among those documented (${documented.join(', ')}), and is no error`;
}

function isJsonContentType(header: string | undefined): boolean {
  return /^application\/json\s*(?:;|$)/iu.test(header?.trim() ?? '');
}
