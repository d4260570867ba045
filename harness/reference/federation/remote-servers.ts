import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import { Agent, buildConnector, request as undiciRequest } from 'undici';
import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import type { SigningKey } from '../../protocol/signing.ts';
import { parseLossless, writeJson } from '../../wire/lossless-json.ts';
import type { Doctor } from '../../wire/wire.ts';
import { MatrixError } from '../http/matrix-error.ts';
import type { Pause } from '../pause.ts';
import type { Rules } from '../rules.ts';

/** Another homeserver answered this. */
export interface RemoteAnswer {
  readonly status: number;
  /** Undefined where the answer is no JSON. */
  readonly json: JsonValue | undefined;
}

/** What requests of other homeservers are made with. */
export interface RemoteServersOptions {
  readonly serverName: string;
  readonly key: SigningKey;
  /** The authority whose certificates are trusted, PEM. */
  readonly certificateAuthority: string;
  readonly doctor: Doctor | undefined;
  readonly rules: Pick<Rules, 'signRequest' | 'waitsForServersMs'>;
  readonly pause: Pause;
}

/** Milliseconds. On one machine a connection takes few. */
const connectLimitMs = 30_000;

/** The cheapest first: what is said here is no secret, least of all from computers of the future. Twisted knows P-256 only. */
const keyExchange = 'X25519:P-256';

/** Requests of other homeservers, which are found under their server name, by HTTPS. */
export class RemoteServers {
  readonly #options: RemoteServersOptions;
  #agent: Agent;

  constructor(options: RemoteServersOptions) {
    this.#options = options;
    this.#agent = agentOf(options);
  }

  /**
   * Makes a signed request.
   *
   * @param target path and query, percent-encoded
   * @throws MatrixError if there is no answer
   * Source: https://spec.matrix.org/v1.19/server-server-api/#request-authentication
   */
  async ask(
    serverName: string,
    method: 'GET' | 'PUT' | 'POST',
    target: string,
    body?: JsonValue,
  ): Promise<RemoteAnswer> {
    const { serverName: origin, key, rules } = this.#options;
    const { signRequest, waitsForServersMs } = rules;
    const { target: uri, json: content } = this.#doctored(serverName, method, target, body);
    const authorization = signRequest({ method, uri, origin, destination: serverName, content }, key);
    try {
      await this.#options.pause.over();
      const answer = await undiciRequest(`https://${withPort(serverName)}${uri}`, {
        dispatcher: this.#agent,
        method,
        headers: { authorization, ...(content !== undefined && { 'content-type': 'application/json' }) },
        body: content === undefined ? null : writeJson(content),
        signal: AbortSignal.timeout(waitsForServersMs),
      });
      const text = await answer.body.text();
      // Only then does undici take the connection for free: who asked again at once would be given another, with its handshake.
      await nextTurn();
      await this.#options.pause.over();
      return { status: answer.statusCode, json: parse(text) };
    } catch (error) {
      throw new MatrixError(502, 'M_UNKNOWN', `${serverName} cannot be reached: ${(error as Error).message}`);
    }
  }

  /** The same, for an answer that has to be 200 and an object. @throws MatrixError with what was answered otherwise */
  async demand(
    serverName: string,
    method: 'GET' | 'PUT' | 'POST',
    target: string,
    body?: JsonValue,
  ): Promise<JsonObject> {
    const { status, json } = await this.ask(serverName, method, target, body);
    if (status === 200 && isJsonObject(json)) return json;
    const { errcode, error } = isJsonObject(json) ? json : {};
    throw new MatrixError(
      status >= 400 && status < 500 ? status : 502,
      typeof errcode === 'string' ? errcode : 'M_UNKNOWN',
      typeof error === 'string' ? error : `${serverName} answered ${status}`,
    );
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  /** Makes requests again after {@link close}. */
  reopen(): void {
    this.#agent = agentOf(this.#options);
  }

  #doctored(party: string, method: string, target: string, json: JsonValue | undefined) {
    const message = {
      kind: 'request' as const,
      method,
      target,
      party,
      status: 0,
      headers: [],
      json,
      roomVersion: null,
    };
    return { target, json, ...this.#options.doctor?.(message) };
  }
}

function agentOf({ certificateAuthority }: RemoteServersOptions): Agent {
  // One context for all connections: each would read the certificate anew.
  const secureContext = createSecureContext({ ca: certificateAuthority, ecdhCurve: keyExchange });
  // One connector too: it resumes the session of one server of this machine with the next, where they share their tickets.
  return new Agent({
    connections: 8,
    pipelining: 1,
    connect: buildConnector({ secureContext, lookup, timeout: connectLimitMs }),
  });
}

/** Names of this machine need not be asked for; each peer would cost a question. */
const lookup: LookupFunction = (host, options, done) => {
  if (host !== 'localhost') systemLookup(host, options, done);
  else if (options.all === true) done(null, [{ address: '127.0.0.1', family: 4 }]);
  else done(null, '127.0.0.1', 4);
};

/** https://spec.matrix.org/v1.19/server-server-api/#resolving-server-names: neither delegation nor SRV records on loopback. */
function withPort(serverName: string): string {
  return /:\d+$/.test(serverName) ? serverName : `${serverName}:8448`;
}

function parse(text: string): JsonValue | undefined {
  try {
    return parseLossless(text).value;
  } catch {
    return undefined;
  }
}
