import { randomUUID } from 'node:crypto';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { UnexpectedAnswer } from '../wire/errors.ts';
import type { HttpClient, WireResponse } from '../wire/http-client.ts';
import { path } from '../wire/path.ts';
import { show, stringAt } from '../wire/read.ts';
import type { Wire } from '../wire/wire.ts';
import { SyncStream } from './sync.ts';

/** A user with a device, as `/register` and `/login` give them. */
export interface Session {
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
}

/** How a request is made; everything beyond method and path is optional. */
export interface ClientRequest {
  readonly json?: JsonValue;
  /** Instead of `json`: a body that goes out as it is. */
  readonly bytes?: string | Uint8Array;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** False leaves the access token out. */
  readonly authenticated?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Set where the request breaks a rule on purpose. */
  readonly deliberate?: boolean;
  readonly limitMs?: number;
}

/** A scripted user of the client-server API. It is not friendly: no retries, no hidden requests, no interpretation. */
export class Client {
  readonly name: string;
  readonly session: Session;
  readonly #http: HttpClient;
  readonly #wire: Wire;

  constructor(name: string, session: Session, http: HttpClient, wire: Wire) {
    this.name = name;
    this.session = session;
    this.#http = http;
    this.#wire = wire;
  }

  /** Every limit on what has to arrive is multiplied by it. */
  get timeoutFactor(): number {
    return this.#http.timeoutFactor * this.#wire.patience;
  }

  get userId(): string {
    return this.session.userId;
  }

  /**
   * Makes any request, right or wrong, and returns whatever came.
   *
   * @param target path without query, percent-encoded: see {@link path}
   * @throws NoAnswer
   */
  async request(method: string, target: string, request: ClientRequest = {}): Promise<WireResponse> {
    const { json, bytes, query, authenticated = true, headers, deliberate, limitMs } = request;
    const search = query ? `?${searchParams(Object.entries(query)).toString()}` : '';
    return this.#http.request(this.#wire, {
      sender: this.name,
      method,
      target: target + search,
      headers: { ...(authenticated && { authorization: `Bearer ${this.session.accessToken}` }), ...headers },
      ...(json !== undefined && { body: { json } }),
      ...(bytes !== undefined && { body: { bytes } }),
      ...(deliberate !== undefined && { deliberate }),
      ...(limitMs !== undefined && { limitMs }),
    });
  }

  /** A request that a conforming target must grant. @throws UnexpectedAnswer unless it answers 200 */
  async granted(method: string, target: string, request: ClientRequest = {}): Promise<WireResponse> {
    return granted(await this.request(method, target, request));
  }

  /** https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3createroom */
  async createRoom(json: JsonObject = {}): Promise<{ response: WireResponse; roomId: string }> {
    const response = await this.granted('POST', '/_matrix/client/v3/createRoom', { json });
    return { response, roomId: stringAt(response.json, 'room_id') };
  }

  /** https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3joinroomidoralias */
  async join(roomIdOrAlias: string, via: readonly string[] = []): Promise<WireResponse> {
    // `server_name` is what `via` was called before v1.12; servers that know both ignore the old one.
    const servers = ['via', 'server_name'].flatMap((name) => via.map((server) => [name, server] as const));
    const search = via.length > 0 ? `?${searchParams(servers).toString()}` : '';
    return this.granted('POST', path`/_matrix/client/v3/join/${roomIdOrAlias}` + search, { json: {} });
  }

  /** https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3roomsroomidinvite */
  async invite(roomId: string, userId: string): Promise<WireResponse> {
    return this.granted('POST', path`/_matrix/client/v3/rooms/${roomId}/invite`, { json: { user_id: userId } });
  }

  /** https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3roomsroomidleave */
  async leave(roomId: string): Promise<WireResponse> {
    return this.granted('POST', path`/_matrix/client/v3/rooms/${roomId}/leave`, { json: {} });
  }

  /** https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3roomsroomidban */
  async ban(roomId: string, userId: string): Promise<WireResponse> {
    return this.granted('POST', path`/_matrix/client/v3/rooms/${roomId}/ban`, { json: { user_id: userId } });
  }

  /** https://spec.matrix.org/v1.19/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid */
  async send(
    roomId: string,
    type: string,
    content: JsonObject,
    txnId = newTxnId(),
  ): Promise<{ response: WireResponse; eventId: string }> {
    const target = path`/_matrix/client/v3/rooms/${roomId}/send/${type}/${txnId}`;
    const response = await this.granted('PUT', target, { json: content });
    return { response, eventId: stringAt(response.json, 'event_id') };
  }

  /** A text message. */
  async say(roomId: string, body: string): Promise<{ response: WireResponse; eventId: string }> {
    return this.send(roomId, 'm.room.message', { msgtype: 'm.text', body });
  }

  /** https://spec.matrix.org/v1.19/client-server-api/#put_matrixclientv3roomsroomidstateeventtypestatekey */
  async sendState(
    roomId: string,
    type: string,
    content: JsonObject,
    stateKey = '',
  ): Promise<{ response: WireResponse; eventId: string }> {
    const target = path`/_matrix/client/v3/rooms/${roomId}/state/${type}/${stateKey}`;
    const response = await this.granted('PUT', target, { json: content });
    return { response, eventId: stringAt(response.json, 'event_id') };
  }

  /** The content of a state event, or an error. https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomidstateeventtypestatekey */
  async stateContent(roomId: string, type: string, stateKey = ''): Promise<WireResponse> {
    return this.request('GET', path`/_matrix/client/v3/rooms/${roomId}/state/${type}/${stateKey}`);
  }

  /** The current state. https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomidstate */
  async state(roomId: string): Promise<WireResponse> {
    return this.request('GET', path`/_matrix/client/v3/rooms/${roomId}/state`);
  }

  /** https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomideventeventid */
  async event(roomId: string, eventId: string): Promise<WireResponse> {
    return this.request('GET', path`/_matrix/client/v3/rooms/${roomId}/event/${eventId}`);
  }

  /** https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomidmessages */
  async messages(roomId: string, query: Readonly<Record<string, string | number>>): Promise<WireResponse> {
    return this.request('GET', path`/_matrix/client/v3/rooms/${roomId}/messages`, { query });
  }

  /** One `/sync`. https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3sync */
  async sync(
    query: Readonly<Record<string, string | number | boolean>> = {},
  ): Promise<{ response: WireResponse; nextBatch: string }> {
    const response = await this.granted('GET', '/_matrix/client/v3/sync', { query });
    return { response, nextBatch: stringAt(response.json, 'next_batch') };
  }

  /** Follows `/sync` in one room from now on, or from the start of what the user can see. */
  follow(roomId: string, options: { readonly since?: string } = {}): SyncStream {
    return new SyncStream(this, roomId, options.since);
  }
}

/** An answer that must be 200. @throws UnexpectedAnswer otherwise */
export function granted(response: WireResponse): WireResponse {
  if (response.status === 200) return response;
  throw new UnexpectedAnswer(`${response.asked} was not granted`, {
    expected: '200',
    actual: `${response.status} ${response.json === undefined ? response.text.slice(0, 500) : show(response.json)}`,
  });
}

function searchParams(pairs: readonly (readonly [name: string, value: string | number | boolean])[]): URLSearchParams {
  return new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, String(value)]));
}

/** Where an access token is given, run after run uses its device, which is the scope of transaction ids. */
const ofThisProcess = randomUUID().slice(0, 8);

let transactions = 0;

/** A transaction id that no device has used before. */
export function newTxnId(): string {
  transactions += 1;
  return `${ofThisProcess}-${transactions}`;
}
