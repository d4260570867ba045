import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { JsonValue } from '../protocol/json.ts';
import type { Certificate } from './certificate-authority.ts';
import { writeJson } from './lossless-json.ts';
import { type Body, headerOf, pairHeaders, type RawHeaders, readBody } from './message.ts';
import type { Party, Wire } from './wire.ts';

/** A request that the target made, as it came. */
export interface ReceivedRequest extends Body {
  readonly method: string;
  /** The raw request target: signatures are over exactly this. */
  readonly target: string;
  readonly headers: RawHeaders;
  header(name: string): string | undefined;
  /** What came, where a doctor changed the body: the signature of the request is over this. */
  readonly asSent?: ReceivedRequest;
}

/** What the harness answers. */
export interface Answer {
  readonly status: number;
  readonly json?: JsonValue;
  /** Instead of `json`: a body that is not JSON. */
  readonly bytes?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Set where the answer breaks a rule on purpose. */
  readonly deliberate?: boolean;
}

/** What a listener needs to know of the service behind it. */
export interface ListenerOptions {
  readonly certificate: Certificate;
  /** Address to bind to, such as 127.0.0.1. */
  readonly address: string;
  /** Decides an answer. An exception is answered with 500 and ends the check as a harness error. */
  readonly answer: (request: ReceivedRequest) => Promise<Answer> | Answer;
  /** The check that listens now; null when it is over, and then nothing is logged. */
  readonly wire: () => Wire | null;
  /** Name of the party, for the log. */
  readonly party: () => string;
  /** Who made a request, where that is not always the target. */
  readonly sender?: (request: ReceivedRequest) => Party;
}

/** The largest federation request is a transaction of 50 PDUs of 64 KiB. */
const largestRequestBytes = 16 * 1024 * 1024;

/** Longer than a check: a connection that the listener closes while the target reuses it would look like the target's fault. */
const keepAliveTimeoutMs = 120_000;

/** An HTTPS server of the harness, on a free port. */
export class HttpsListener implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: ReadonlySet<Socket>;
  #visits = 0;

  private constructor(server: Server, sockets: ReadonlySet<Socket>) {
    this.#server = server;
    this.#sockets = sockets;
    this.port = portOf(server);
    server.on('connection', () => (this.#visits += 1));
  }

  /** How many connections were opened, also such on which nothing was asked. */
  get visits(): number {
    return this.#visits;
  }

  /** Starts to listen on a free port. @throws where the address cannot be bound */
  static async listen(options: ListenerOptions): Promise<HttpsListener> {
    const secureServer = secureServerOf(options.certificate);
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      secureServer.emit('connection', socket);
    });
    server.listen(0, options.address);
    await once(server, 'listening');
    listening.set(portOf(server), options);
    return new HttpsListener(server, sockets);
  }

  /** Ends the connections on which nothing is being asked. The listener goes on. */
  endIdleConnections(): void {
    for (const socket of this.#sockets) if (!asking.has(connectionOf(socket))) socket.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    listening.delete(this.port);
  }
}

/** Who listens, by port. */
const listening = new Map<number, ListenerOptions>();
/** The connections on which there is a request that was not answered yet. */
const asking = new Set<string>();
const secureServers = new WeakMap<Certificate, SecureServer>();

/**
 * What speaks TLS and HTTP on all ports that have one certificate: it is read once, and a client may resume on one port the
 * session that it began on another. It listens nowhere itself.
 */
function secureServerOf(certificate: Certificate): SecureServer {
  const known = secureServers.get(certificate);
  if (known) return known;
  const server = createSecureServer(
    { cert: certificate.certificate, key: certificate.privateKey, keepAliveTimeout: keepAliveTimeoutMs },
    (incoming, outgoing) => {
      const options = listening.get(incoming.socket.localPort ?? 0);
      if (options) void serve(options, incoming, outgoing);
      else outgoing.destroy(); // it listens no more
    },
  );
  secureServers.set(certificate, server);
  return server;
}

/** Names a connection, whichever layer of it is at hand. */
function connectionOf({ localPort, remotePort }: Socket): string {
  return `${remotePort} → ${localPort}`;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function serve(options: ListenerOptions, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const connection = connectionOf(incoming.socket);
  asking.add(connection);
  outgoing.once('close', () => asking.delete(connection));
  const wire = options.wire();
  const atMs = wire?.nowMs() ?? 0;
  let request: ReceivedRequest;
  let sender: Party;
  try {
    const received = await receive(incoming);
    sender = options.sender?.(received) ?? 'target';
    request = sender === 'target' ? doctored(wire, options.party(), received) : received;
  } catch {
    outgoing.destroy(); // the target went away in the middle of its request, or sent more than any request may be
    return;
  }
  const answer = await decide(options, wire, request);
  const bytes = answer.json === undefined ? Buffer.from(answer.bytes ?? '') : Buffer.from(writeJson(answer.json));
  const headers = {
    ...(answer.json !== undefined && { 'content-type': 'application/json' }),
    // Nobody waits for who comes after the end of a check, and connections are scarce.
    ...(wire === null && { connection: 'close' }),
    ...answer.headers,
  };
  outgoing.writeHead(answer.status, { ...headers, 'content-length': String(bytes.length) }).end(bytes);
  wire?.record({
    sender,
    recipient: options.party(),
    toTarget: false,
    atMs,
    durationMs: wire.nowMs() - atMs,
    method: request.method,
    target: request.target,
    requestHeaders: request.headers,
    request,
    status: answer.status,
    responseHeaders: Object.entries(headers),
    response: readBody(bytes),
    error: null,
    deliberate: answer.deliberate ?? false,
  });
}

async function decide(options: ListenerOptions, wire: Wire | null, request: ReceivedRequest): Promise<Answer> {
  try {
    return await options.answer(request);
  } catch (error) {
    wire?.harnessErrors.push(error instanceof Error ? error : new Error(String(error)));
    return { status: 500, json: { errcode: 'M_UNKNOWN', error: 'The test harness failed to answer' } };
  }
}

async function receive(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > largestRequestBytes) throw new Error(`request of more than ${largestRequestBytes} bytes`);
    chunks.push(chunk);
  }
  const headers = pairHeaders(incoming.rawHeaders);
  return {
    ...readBody(Buffer.concat(chunks)),
    method: incoming.method ?? '',
    target: incoming.url ?? '',
    headers,
    header: (name) => headerOf(headers, name),
  };
}

function doctored(wire: Wire | null, party: string, request: ReceivedRequest): ReceivedRequest {
  const { method, target, headers, json } = request;
  const changes = wire?.doctor?.({
    kind: 'request',
    method,
    target,
    party,
    status: 0,
    headers,
    json,
    roomVersion: wire.roomVersion,
  });
  if (!changes) return request;
  // A doctored header is on trial itself; a doctored body shall be the only thing that is wrong.
  if (changes.headers) return { ...request, ...changes, header: (name) => headerOf(changes.headers ?? headers, name) };
  return { ...request, ...changes, asSent: request };
}
