import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startEmbeddedTarget } from '../../target/embedded/embedded-target.ts';
import { TargetError } from '../../target/errors.ts';
import type { Target, TargetConnection } from '../../target/target.ts';
import { ask } from '../../target/ask.ts';
import { type CertificateAuthority, createCertificateAuthority } from '../../wire/certificate-authority.ts';
import { type Claims, probe } from './probe.ts';

let authority: CertificateAuthority;
let target: Target;
let connection: TargetConnection;

beforeAll(async () => {
  authority = await createCertificateAuthority();
  target = await startEmbeddedTarget(authority);
  ({ connection } = target);
});
afterAll(() => target[Symbol.asyncDispose]());

const options = { timeoutFactor: 1, roomVersions: ['1', '6', '11'] } as const;

/** What is believed of a target. */
async function claimsOf(probed: TargetConnection): Promise<Claims> {
  const { claims, believed } = probe({ connection: probed }, options);
  await believed;
  return claims;
}

test('believes an honest homeserver', async () => {
  expect(await claimsOf(connection)).toMatchObject({ specification: 'v1.19', roomVersions: { length: 12 } });
});

/** What is said of a target. It is one sentence, or a question and its answers: nobody reads more before a run. */
async function sentenceAbout(changed: Partial<TargetConnection>): Promise<string> {
  const failure: unknown = await claimsOf({ ...connection, ...changed }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TargetError);
  const { message } = failure as TargetError;
  expect(message).not.toContain('\n');
  return message;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
}

/** Changes what the reference homeserver is asked, or answers in its place. */
type Dishonesty = (asked: Asked) => { body?: object; status?: number; answer?: object | string } | undefined;

/** Something before the reference homeserver. @returns its base URL */
async function dishonest(change: Dishonesty): Promise<string> {
  const forward = async (incoming: IncomingMessage): Promise<{ status: number; text: string }> => {
    const { method = '', url = '', headers } = incoming;
    const sent = await buffer(incoming);
    const body = sent.length === 0 ? {} : (JSON.parse(sent.toString()) as Asked['body']);
    const changed = change({ method, path: url, body });
    if (changed?.answer !== undefined) {
      const { status = 200, answer } = changed;
      return { status, text: typeof answer === 'string' ? answer : JSON.stringify(answer) };
    }
    const answered = await fetch(connection.clientUrl + url, {
      method,
      headers: { authorization: headers.authorization ?? '' },
      ...(sent.length > 0 && { body: JSON.stringify(changed?.body ?? body) }),
    });
    return { status: answered.status, text: await answered.text() };
  };
  const server = createHttpServer((incoming, outgoing) => {
    void forward(incoming).then(({ status, text }) =>
      outgoing.writeHead(status, { 'content-type': 'application/json' }).end(text),
    );
  });
  return `http://127.0.0.1:${await listen(server)}`;
}

async function listen(server: ReturnType<typeof createHttpServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

const createRoom = '/_matrix/client/v3/createRoom';
const isNew = ({ path, body }: Asked, version: string): boolean =>
  path === createRoom && body['room_version'] === version;

describe('does not believe', () => {
  test('what changes nothing is believed', async () => {
    const clientUrl = await dishonest(() => undefined);
    expect(await claimsOf({ ...connection, clientUrl })).toMatchObject({
      specification: 'v1.19',
    });
  });

  test.for([
    [
      'a homeserver without versions',
      ({ path }) => (path.endsWith('/versions') ? { answer: { versions: [] } } : undefined),
      'cannot be tested: its /versions lists none. It must answer /versions,',
    ],
    ['a website', ({ path }) => (path.endsWith('/versions') ? { answer: '<html>' } : undefined), 'cannot be tested: '],
    [
      'one that registers nobody',
      ({ path }) =>
        path.endsWith('/register') ? { status: 403, answer: { errcode: 'M_FORBIDDEN', error: 'Closed' } } : undefined,
      'POST /_matrix/client/v3/register was not granted, it answered 403 {"errcode":"M_FORBIDDEN","error":"Closed"}. It must',
    ],
    [
      'one that grants everything',
      ({ path }) => (path.includes('no_such_endpoint') ? { answer: {} } : undefined),
      'GET /_matrix/client/v3/touchstone/no_such_endpoint, which does not exist, was answered with 200 instead of a refusal (404). Name',
    ],
    [
      'one that makes rooms of a version that it likes better',
      (asked) => (isNew(asked, '1') ? { body: { ...asked.body, room_version: '10' } } : undefined),
      'POST /_matrix/client/v3/createRoom with room_version "1" made a room whose m.room.create has room_version "10". Mend it, or',
    ],
    [
      'one that refuses a version that it claims',
      (asked) => (isNew(asked, '11') ? { status: 400, answer: { errcode: 'M_UNSUPPORTED_ROOM_VERSION' } } : undefined),
      'room_version "11" was answered with 400 {"errcode":"M_UNSUPPORTED_ROOM_VERSION"}. Mend it, or',
    ],
    [
      'one that makes rooms of versions that do not exist',
      (asked) => (isNew(asked, 'org.example.touchstone.unknown') ? { body: {} } : undefined),
      'room_version "org.example.touchstone.unknown", which does not exist, was granted. It must be refused (400).',
    ],
  ] satisfies [string, Dishonesty, string][])('%s', async ([, change, sentence]) => {
    expect(await sentenceAbout({ clientUrl: await dishonest(change) })).toContain(sentence);
  });
});

/** A homeserver that other homeservers ask in vain. */
async function federating(listener: RequestListener): Promise<Pick<TargetConnection, 'federationUrl'>> {
  const { certificate, privateKey } = await authority.issue(['localhost']);
  const server = createHttpsServer({ cert: certificate, key: privateKey }, listener);
  return { federationUrl: `https://localhost:${await listen(server)}` };
}

/** Whose signature it is. */
function originOf({ headers }: IncomingMessage): string {
  return /origin="([^"]+)"/.exec(headers.authorization ?? '')?.[1] ?? '';
}

/** Answers what is anonymous, and refuses what is signed after it did something. */
function refusing(before: (peer: string) => Promise<unknown>): RequestListener {
  return (request, response) => {
    const origin = originOf(request);
    if (origin === '') response.end('{"server":{}}');
    else void before(origin).finally(() => response.writeHead(401).end('{"errcode":"M_UNAUTHORIZED"}'));
  };
}

/** Asks a peer for its keys. @param trusted authorities; those of the machine where there are none */
async function visit(peer: string, trusted?: readonly string[]): Promise<void> {
  await ask(`https://${peer}/_matrix/key/v2/server`, 1000, trusted ? { certificateAuthorities: trusted } : {}).catch(
    () => {},
  );
}

describe('has federation work in both directions', () => {
  test('a URL where nobody is', async () => {
    const sentence = await sentenceAbout({ federationUrl: 'https://localhost:1' });
    expect(sentence).toMatch(/^Federation with localhost:\d+ does not work: it gave no answer \(.*ECONNREFUSED/);
    expect(sentence).toContain('Is federationUrl right');
  });

  test('a URL of something else', async () => {
    const sentence = await sentenceAbout(await federating((_, response) => response.writeHead(404).end('not here')));
    expect(sentence).toMatch(
      /it answered 404 "not here" to GET https:\/\/localhost:\d+\/_matrix\/federation\/v1\/version/,
    );
  });

  test('a homeserver that does not come to peers', async () => {
    const sentence = await sentenceAbout(await federating(refusing(async () => {})));
    expect(sentence).toContain(
      'it answered 401 "{\\"errcode\\":\\"M_UNAUTHORIZED\\"}" to GET /_matrix/federation/v1/query/profile?',
    );
    expect(sentence).toMatch(
      /signed by localhost:\d+, and did not come to that peer for its keys\. Peers listen on this machine/,
    );
  });

  test('a homeserver that does not trust the certificates of peers', async () => {
    expect(await sentenceAbout(await federating(refusing((peer) => visit(peer))))).toContain(
      'and came to that peer without asking for its keys. Does it trust the certificateAuthority, which signed',
    );
  });

  test('the reference homeserver, which does not trust another authority', async () => {
    const { privateKey } = await createCertificateAuthority();
    const sentence = await sentenceAbout({ certificateAuthority: { certificate: authority.certificate, privateKey } });
    expect(sentence).toContain('and came to that peer without asking for its keys.');
  });

  test('a homeserver that refuses in spite of the keys', async () => {
    const trusting = refusing((peer) => visit(peer, [authority.certificate]));
    expect(await sentenceAbout(await federating(trusting))).toContain(
      "and had asked that peer for its keys. Is serverName right, and do the homeserver's clock and this machine's agree?",
    );
  });

  test.for([
    { federationUrl: null },
    { federationUrl: 'https://localhost:1', certificateAuthority: null },
    { federationUrl: 'https://localhost:1', untouched: ['federation'] },
  ] as const)('where the configuration leaves it out it is not asked for: %j', async (changed) => {
    expect(await claimsOf({ ...connection, ...changed })).toMatchObject({
      specification: 'v1.19',
    });
  });
});
