import type { Homeserver, Installation, PrepareOptions } from '../../homeservers/homeserver.ts';
import { usualDisclosure } from '../disclosure.ts';
import type { Feature } from '../features.ts';

/** What a fake homeserver does after it was started. */
export type Behaviour = 'serve' | 'end' | 'say-nothing';

const program = `
  import { createServer as createHttp } from 'node:http';
  import { createServer as createHttps } from 'node:https';
  import { readFileSync } from 'node:fs';
  const { behaviour, serverName, clientPort, federationPort, keyId, key } = JSON.parse(readFileSync('settings.json', 'utf8'));
  console.log('1000 starting\\n2000 listening on ' + clientPort);
  if (behaviour === 'end') {
    console.error('no such option: colour');
    process.exit(3);
  }
  const answers = {
    '/_matrix/client/versions': { versions: ['v1.15'] },
    '/_matrix/key/v2/server': { server_name: serverName, verify_keys: { [keyId]: { key } } },
  };
  const answer = (request, response) => {
    const body = answers[request.url];
    response.writeHead(behaviour === 'serve' && body ? 200 : 404).end(JSON.stringify(body ?? {}));
  };
  createHttp(answer).listen(clientPort, '127.0.0.1');
  const tls = { cert: readFileSync('server.crt'), key: readFileSync('server.key') };
  createHttps(tls, answer).listen(federationPort, '127.0.0.1');
`;

/** Where the program of a fake homeserver is: it is Node itself. */
export const fakeInstallation: Installation = { version: '2.0.0', program: process.execPath, from: 'cache' };

/**
 * A homeserver that a real one is not needed for: a small Node program that answers what the harness asks while it
 * waits, with the key it was given.
 */
export function fakeHomeserver(behaviour: Behaviour = 'serve', installed: readonly Installation[] = []): Homeserver {
  const features: readonly Feature[] = ['guests'];
  return {
    name: 'fake',
    title: 'Fake Homeserver',
    features,
    checksAtATime: 1,
    disclosure: usualDisclosure,
    officialImage: { names: /^makers\/fake(?::|$)/, program: '/bin/fake' },
    findTools: async () => 'Node',
    install: async () => fakeInstallation,
    installed: async () => installed,
    inspectProgram: async (path) => ({ version: '2.1.0', program: path, from: 'program' }),
    prepare: async ({ installation, certificate, signingKey, ...options }: PrepareOptions) => ({
      files: {
        'server.mjs': program,
        'server.crt': certificate.certificate,
        'server.key': certificate.privateKey,
        'settings.json': JSON.stringify({
          ...options,
          behaviour,
          keyId: `ed25519:${signingKey.version}`,
          key: signingKey.publicKey,
        }),
      },
      command: installation.program,
      arguments: ['server.mjs'],
      environment: {},
      registration: { method: 'open' },
    }),
    logTime: (line) => {
      const time = Number.parseInt(line, 10);
      return Number.isNaN(time) ? null : time;
    },
  };
}
