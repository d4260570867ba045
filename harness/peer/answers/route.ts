import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import type { SigningKey } from '../../protocol/signing.ts';
import type { Answer, ReceivedRequest } from '../../wire/https-listener.ts';
import type { Inbox } from '../inbox.ts';
import type { Replicas } from '../replicas.ts';

/** A request of the target, routed and authenticated. */
export interface IncomingRequest {
  readonly request: ReceivedRequest;
  readonly method: string;
  /** The path without its query, still percent-encoded. */
  readonly path: string;
  /** The decoded parameters of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Server name of who asks; empty where the request needs no authentication, or failed it. */
  readonly origin: string;
}

/** What answers need to know of the peer that gives them. */
export interface AnsweringPeer {
  readonly serverName: string;
  readonly signingKey: SigningKey;
  readonly replicas: Replicas;
  readonly inbox: Inbox;
  /** Room IDs by alias, for `query/directory`. */
  readonly aliases: ReadonlyMap<string, string>;
  /** The rooms in the peer's public directory. */
  readonly publishedRooms: ReadonlySet<string>;
}

export type AnswerHandler = (incoming: IncomingRequest, peer: AnsweringPeer) => Answer | Promise<Answer>;

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One operation of the server-server API. */
export interface Route {
  readonly method: Method;
  /** With parameters as `:roomId`. */
  readonly path: string;
  readonly handler: AnswerHandler;
  /** Whether anybody may ask, without an `Authorization` header. */
  readonly open?: boolean;
}

export function ok(json: JsonValue): Answer {
  return { status: 200, json };
}

export function refusal(status: number, errcode: string, error: string): Answer {
  return { status, json: { errcode, error } };
}

export function notFound(what: string): Answer {
  return refusal(404, 'M_NOT_FOUND', `${what} is not known here`);
}

export function forbidden(error: string): Answer {
  return refusal(403, 'M_FORBIDDEN', error);
}

export function invalid(error: string): Answer {
  return refusal(400, 'M_INVALID_PARAM', error);
}

/** A parameter of the path, which is there because the route has it. */
export function param({ params }: IncomingRequest, name: string): string {
  return params[name] ?? '';
}

/** The request's body as an object; empty where it is none. */
export function bodyOf({ request: { json } }: IncomingRequest): JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as JsonObject) : {};
}
