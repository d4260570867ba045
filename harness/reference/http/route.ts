import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Session } from '../users/account.ts';

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

/** A request whose sender need not be known. */
export interface Request {
  readonly method: string;
  /** The raw request target, query included: signatures are over this. */
  readonly target: string;
  /** The parameters of the path, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as it came. */
  readonly bytes: Uint8Array;
  /** The JSON object in the body; empty where there is none. */
  readonly json: JsonObject;
  /** Aborted when whoever asked has gone. */
  readonly gone: AbortSignal;
}

/** A request with a valid access token. */
export interface UserRequest extends Request {
  readonly session: Session;
  readonly userId: string;
}

/** A request of another homeserver, with a valid signature. */
export interface ServerRequest extends Request {
  /** Server name of whoever asks. */
  readonly origin: string;
}

/** An answer that is more than 200 and JSON. */
export class Answer {
  readonly status: number;
  readonly body: JsonValue | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: JsonValue | Uint8Array, headers: Readonly<Record<string, string>> = {}) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** What a handler gives: the JSON of a 200, or something else. Errors are thrown, as a {@link MatrixError}. */
type Given = JsonValue | Answer;

type Handler<R extends Request> = (request: R, homeserver: Homeserver) => Given | Promise<Given>;

interface Described {
  readonly method: Method;
  /** With `:name` for a segment, and `*` for the rest. */
  readonly path: string;
  /** The handler itself looks at the form of the body, since the specification says what becomes of a wrong one. */
  readonly readsAnyBody?: boolean;
}

/** One operation of an API: who may ask, and what is answered. */
export type Route =
  | (Described & { readonly asks: 'anybody'; readonly handler: Handler<Request> })
  | (Described & { readonly asks: 'user'; readonly handler: Handler<UserRequest> })
  | (Described & { readonly asks: 'server'; readonly handler: Handler<ServerRequest> });

/** An operation for everybody. */
export function anybody(method: Method, path: string, handler: Handler<Request>): Route {
  return { method, path, asks: 'anybody', handler };
}

/** An operation for users of this homeserver, by their access token. */
export function user(method: Method, path: string, handler: Handler<UserRequest>): Route {
  return { method, path, asks: 'user', handler };
}

/** An operation for other homeservers, by their signature. */
export function server(method: Method, path: string, handler: Handler<ServerRequest>): Route {
  return { method, path, asks: 'server', handler };
}

/** The same operation, with a body of any form; see {@link Described.readsAnyBody}. */
export function withAnyBody(route: Route): Route {
  return { ...route, readsAnyBody: true };
}

/** A parameter of the path. */
export function param({ params }: Request, name: string): string {
  const value = params[name];
  if (value === undefined) throw new Error(`The path has no parameter ${name}`);
  return value;
}
