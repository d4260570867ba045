import { Agent, buildConnector, request as undiciRequest } from 'undici';
import type { JsonValue } from '../protocol/json.ts';
import { NoAnswer } from './errors.ts';
import { writeJson } from './lossless-json.ts';
import { type Body, headerOf, pairHeaders, type RawHeaders, readBody } from './message.ts';
import type { Party, Wire } from './wire.ts';

/** A request as a check wants it on the wire. */
export interface WireRequest {
  readonly sender: Party;
  readonly method: string;
  /** Path and query, percent-encoded, exactly as it shall stand in the request line. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON is written as it is given; text and bytes go out untouched. */
  readonly body?: { readonly json: JsonValue } | { readonly bytes: string | Uint8Array };
  /** Set where the request breaks a rule on purpose, so that it is not held against the harness. */
  readonly deliberate?: boolean;
  /** Set where the harness prepares a check, such as by registering its users: what that touches the check need not declare. */
  readonly prepares?: boolean;
  /** How long the target may take, in milliseconds before the timeout factor; default {@link answerLimitMs}. */
  readonly limitMs?: number;
}

/** An answer of the target: nothing is interpreted, followed or retried. */
export interface WireResponse extends Body {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly durationMs: number;
  /** For messages: method and path of the request. */
  readonly asked: string;
  header(name: string): string | undefined;
}

/** A homeserver that is not overloaded answers within milliseconds; this is where waiting ends. */
const answerLimitMs = 20_000;

/** The target's text is hostile: more than this is not read. The largest honest answer is a room's state. */
const largestAnswerBytes = 64 * 1024 * 1024;

/** How the target is reached. */
export interface HttpClientOptions {
  /** Authority (PEM) to trust instead of the system's. */
  readonly certificateAuthority?: string;
  /** Where connections go, if not to the host and port of the base URL. */
  readonly address?: { readonly host: string; readonly port: number };
  /** Factor on all limits. */
  readonly timeoutFactor: number;
  /** Who is at the base URL; by default the target. */
  readonly recipient?: Party;
}

/** Connections to one base URL of the target. One for all checks of a worker: connections are the harness's cost, not the check's. */
export class HttpClient implements AsyncDisposable {
  readonly baseUrl: string;
  #agent: Agent;
  readonly #newAgent: () => Agent;
  readonly #recipient: Party;
  /** Every limit on waiting for the target is multiplied by it. */
  readonly timeoutFactor: number;

  /**
   * @param baseUrl scheme and authority, such as `https://localhost:8448`
   */
  constructor(baseUrl: string, options: HttpClientOptions) {
    this.baseUrl = baseUrl.replace(/\/$/, '');
    this.timeoutFactor = options.timeoutFactor;
    this.#recipient = options.recipient ?? 'target';
    this.#newAgent = () =>
      new Agent({
        connections: 64,
        pipelining: 1,
        maxResponseSize: largestAnswerBytes,
        connect: connectorOf(options),
      });
    this.#agent = this.#newAgent();
  }

  /** Ends all connections, since the target has stopped: a request on one of which this is not known yet would fail for it. */
  async reconnect(): Promise<void> {
    const before = this.#agent;
    this.#agent = this.#newAgent();
    await before.destroy();
  }

  /**
   * Sends a request and reads the answer.
   *
   * @throws NoAnswer where the connection fails or the limit passes
   * @throws HarnessError where the check may not send it
   */
  async request(wire: Wire, request: WireRequest): Promise<WireResponse> {
    wire.admit(request);
    const atMs = wire.nowMs();
    const limitMs = (request.limitMs ?? answerLimitMs) * this.timeoutFactor;
    const bytes = bodyBytes(request.body);
    const headers = { ...(bytes && { 'content-type': 'application/json' }), ...request.headers };
    const seen = {
      sender: request.sender,
      recipient: this.#recipient,
      toTarget: true,
      atMs,
      method: request.method,
      target: request.target,
      requestHeaders: Object.entries(headers),
      request: readBody(bytes ?? new Uint8Array()),
      deliberate: request.deliberate ?? false,
    };
    const received = await this.#exchange(request, headers, bytes, limitMs).catch((cause: unknown) => {
      const error = describeFailure(cause, limitMs);
      const durationMs = wire.nowMs() - atMs;
      wire.record({ ...seen, durationMs, status: 0, responseHeaders: [], response: readBody(new Uint8Array()), error });
      throw new NoAnswer(`${request.method} ${request.target}: ${error}`, { cause });
    });
    const durationMs = wire.nowMs() - atMs;
    const {
      status,
      headers: responseHeaders,
      ...response
    } = this.#recipient === 'target' ? doctor(wire, request, seen.request.json, received) : received;
    wire.record({ ...seen, durationMs, status, responseHeaders, response, error: null });
    return {
      ...response,
      status,
      headers: responseHeaders,
      durationMs,
      asked: `${request.method} ${request.target}`,
      header: (name) => headerOf(responseHeaders, name),
    };
  }

  async #exchange(
    { method, target }: WireRequest,
    headers: Record<string, string>,
    bytes: Uint8Array | undefined,
    limitMs: number,
  ): Promise<Received> {
    const answer = await undiciRequest(this.baseUrl + target, {
      dispatcher: this.#agent,
      method: method as 'GET',
      headers,
      body: bytes ?? null,
      responseHeaders: 'raw',
      signal: AbortSignal.timeout(limitMs),
    });
    return {
      status: answer.statusCode,
      headers: pairHeaders(answer.headers as unknown as Buffer[]),
      ...readBody(await answer.body.bytes()),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }
}

/** Opens connections; the name that the server must prove is that of the base URL, wherever it is. */
function connectorOf({ certificateAuthority, address }: HttpClientOptions): buildConnector.connector {
  const connect = buildConnector(certificateAuthority === undefined ? {} : { ca: certificateAuthority });
  if (!address) return connect;
  return (options, callback) => connect({ ...options, hostname: address.host, port: String(address.port) }, callback);
}

type Received = Body & { readonly status: number; readonly headers: RawHeaders };

function doctor(
  wire: Wire,
  { method, target, sender }: WireRequest,
  asked: JsonValue | undefined,
  received: Received,
): Received {
  const { status, headers, json } = received;
  const { roomVersion } = wire;
  const changes = wire.doctor?.({
    kind: 'answer',
    method,
    target,
    party: sender,
    status,
    headers,
    json,
    asked,
    roomVersion,
  });
  if (!changes) return received;
  const body =
    'json' in changes ? readBody(Buffer.from(changes.json === undefined ? '' : writeJson(changes.json))) : received;
  return { ...body, status: changes.status ?? status, headers: changes.headers ?? headers };
}

function bodyBytes(body: WireRequest['body']): Uint8Array | undefined {
  if (!body) return undefined;
  if ('json' in body) return Buffer.from(writeJson(body.json));
  return typeof body.bytes === 'string' ? Buffer.from(body.bytes) : body.bytes;
}

function describeFailure(cause: unknown, limitMs: number): string {
  if (cause instanceof Error && cause.name === 'TimeoutError') return `no answer within ${limitMs / 1000} s`;
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}
