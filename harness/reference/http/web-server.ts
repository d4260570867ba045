import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type HTTPMethods } from 'fastify';
import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import type { Certificate } from '../../wire/certificate-authority.ts';
import { writeJson } from '../../wire/lossless-json.ts';
import { examineRequest } from '../../wire/schemas/examine.ts';
import { findOperation, type Operation } from '../../wire/schemas/operations.ts';
import type { Homeserver } from '../homeserver.ts';
import { authenticateServer } from './authenticate-server.ts';
import { authenticateUser } from './authenticate-user.ts';
import { badJson, MatrixError } from './matrix-error.ts';
import { Answer, type Request, type Route } from './route.ts';

/** IDs have at most 255 bytes, each of which may be percent-encoded. */
const longestParameter = 3 * 255;

/** The methods on which a path can be asked; on those without a route it answers 405. */
const allMethods: readonly HTTPMethods[] = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH'];

/** https://spec.matrix.org/v1.19/client-server-api/#web-browser-clients */
const crossOrigin = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS',
  'access-control-allow-headers': 'X-Requested-With, Content-Type, Authorization',
};

/** Longer than any run: a connection that is closed while it is used again would look like a fault. */
const keepAliveTimeoutMs = 120_000;

/** A port of 127.0.0.1 that is taken, so that its number is known before anything is answered on it. */
export class WebServer implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  /** Takes a free port. @param certificate for HTTPS; plain HTTP where it is left out */
  static async listen(certificate?: Certificate): Promise<WebServer> {
    const options = { keepAliveTimeout: keepAliveTimeoutMs };
    const server = certificate
      ? createSecureServer({ ...options, cert: certificate.certificate, key: certificate.privateKey })
      : createServer(options);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WebServer(server);
  }

  /** Listens again on the same port after {@link close}. @throws where somebody else has taken it */
  async listenAgain(): Promise<void> {
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Answers the requests of some routes from now on. */
  async serve(homeserver: Homeserver, routes: readonly Route[]): Promise<void> {
    const app = Fastify({
      serverFactory: (handler) => this.#server.on('request', handler),
      routerOptions: { maxParamLength: longestParameter },
      bodyLimit: homeserver.rules.largestBody,
      exposeHeadRoutes: false,
      // What it says of a path that is not percent-encoded UTF-8.
      frameworkErrors: (error, request, reply) =>
        void answerError(homeserver, error, request as FastifyRequest, reply as FastifyReply),
    });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    app.setErrorHandler((error, request, reply) => answerError(homeserver, error, request, reply));
    app.setNotFoundHandler((request, reply) => {
      if (request.method === 'OPTIONS') return reply.headers(crossOrigin).code(200).send({});
      const unknown = errorBody('M_UNRECOGNIZED', 'There is no such endpoint');
      return answer(homeserver, request, reply, new Answer(404, unknown));
    });
    for (const [path, ofPath] of Map.groupBy(routes, (route) => route.path)) addPath(app, homeserver, path, ofPath);
    await app.ready();
  }

  /** Listens no more, and ends all connections. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function addPath(app: FastifyInstance, homeserver: Homeserver, path: string, routes: readonly Route[]): void {
  for (const route of routes) {
    const operation = findOperation(route.method, path.replaceAll(/:[a-zA-Z]+/g, 'x'));
    app.route({
      method: route.method,
      url: path,
      handler: async (request, reply) => {
        await waitWhilePaused(homeserver);
        const given = await handle(homeserver, route, operation, requestOf(request, reply));
        await homeserver.pause.over();
        return answer(homeserver, request, reply, given instanceof Answer ? given : new Answer(200, given));
      },
    });
  }
  const others = allMethods.filter((method) => !routes.some((route) => route.method === method));
  const wrongMethod = new Answer(405, errorBody('M_UNRECOGNIZED', 'The endpoint does not know this method'));
  app.route({
    method: [...others],
    url: path,
    handler: (request, reply) => answer(homeserver, request, reply, wrongMethod),
  });
}

async function waitWhilePaused({ pause, rules }: Homeserver): Promise<void> {
  if (!pause.isOn) return;
  await pause.over();
  if (!rules.answersWhatWaited) throw new MatrixError(503, 'M_UNKNOWN', 'The homeserver was away');
}

async function handle(
  homeserver: Homeserver,
  route: Route,
  operation: Operation | undefined,
  request: Omit<Request, 'json'>,
): Promise<JsonValue | Answer> {
  switch (route.asks) {
    case 'anybody':
      return route.handler({ ...request, json: bodyOf(homeserver, request, operation, route) }, homeserver);
    case 'user': {
      const session = authenticateUser(request, homeserver);
      const json = bodyOf(homeserver, request, operation, route);
      return route.handler({ ...request, json, session, userId: session.account.userId }, homeserver);
    }
    case 'server':
    default: {
      const body = request.bytes.length === 0 ? undefined : parseBody(homeserver, request);
      const origin = await authenticateServer(request, body, homeserver);
      return route.handler({ ...request, json: bodyOf(homeserver, request, operation, route), origin }, homeserver);
    }
  }
}

function requestOf(request: FastifyRequest, reply: FastifyReply): Omit<Request, 'json'> {
  const target = request.raw.url ?? '';
  const question = target.indexOf('?');
  const gone = new AbortController();
  // Of the answer, not of the socket: that lives on, and would collect a listener for each request.
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return {
    method: request.method,
    target,
    params: request.params as Record<string, string>,
    query: new URLSearchParams(question === -1 ? '' : target.slice(question + 1)),
    headers: request.headers,
    bytes: Buffer.isBuffer(request.body) ? request.body : new Uint8Array(),
    gone: gone.signal,
  };
}

/** The JSON object of a body. @throws MatrixError if it is no JSON, or has not the form that the operation asks for */
function bodyOf(
  homeserver: Homeserver,
  request: Omit<Request, 'json'>,
  operation: Operation | undefined,
  { readsAnyBody = false }: Route,
): JsonObject {
  // Media and the like: what is not JSON belongs to operations without a form of their own.
  if (request.bytes.length === 0 || (operation === undefined && !readsAnyBody && !isJson(request))) return {};
  const body = parseBody(homeserver, request);
  const [defect] = operation && !readsAnyBody ? examineRequest(operation, body) : [];
  if (defect && homeserver.rules.refusesBadJson)
    throw badJson(`${defect.path === '' ? 'The body' : defect.path} ${defect.message}`);
  if (!isJsonObject(body)) throw badJson('The body has to be a JSON object');
  return body;
}

function isJson({ headers }: Omit<Request, 'json'>): boolean {
  return headers['content-type']?.includes('json') === true;
}

const parsed = new WeakMap<Uint8Array, JsonValue>();

function parseBody({ rules }: Homeserver, { bytes }: Omit<Request, 'json'>): JsonValue {
  const known = parsed.get(bytes);
  if (known !== undefined) return known;
  try {
    const value = rules.parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    parsed.set(bytes, value);
    return value;
  } catch {
    throw new MatrixError(400, 'M_NOT_JSON', 'The body is not JSON');
  }
}

function errorBody(errcode: string, error: string): JsonObject {
  return { errcode, error };
}

function answerError(
  homeserver: Homeserver,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof MatrixError) {
    const { status, errcode, message, more } = error;
    return answer(homeserver, request, reply, new Answer(status, { ...errorBody(errcode, message), ...more }));
  }
  const { statusCode = 500, message, stack } = error as Error & { statusCode?: number };
  if (statusCode === 413) return answer(homeserver, request, reply, new Answer(413, errorBody('M_TOO_LARGE', message)));
  if (statusCode === 500) homeserver.log(`${request.method} ${request.url}: ${stack ?? message}`);
  return answer(homeserver, request, reply, new Answer(statusCode, errorBody('M_UNKNOWN', message)));
}

function answer(homeserver: Homeserver, request: FastifyRequest, reply: FastifyReply, given: Answer): FastifyReply {
  const { status, body, headers } = doctored(homeserver, request, given);
  void reply.code(status).headers({ ...crossOrigin, ...headers });
  if (body instanceof Uint8Array) return reply.send(body);
  return reply.header('content-type', headers['content-type'] ?? 'application/json').send(writeJson(body));
}

/** The answer that a fault makes of the right one. */
function doctored({ doctor }: Homeserver, request: FastifyRequest, given: Answer): Answer {
  if (!doctor || given.body instanceof Uint8Array) return given;
  const changes = doctor({
    kind: 'answer',
    method: request.method,
    target: request.raw.url ?? '',
    party: '',
    status: given.status,
    headers: Object.entries(given.headers),
    json: given.body,
    asked: Buffer.isBuffer(request.body) ? parsed.get(request.body) : undefined,
    roomVersion: null,
  });
  if (!changes) return given;
  const headers = changes.headers ? Object.fromEntries(changes.headers) : given.headers;
  const body = 'json' in changes ? (changes.json ?? new Uint8Array()) : given.body;
  return new Answer(changes.status ?? given.status, body, headers);
}
