import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Installation, Prepared } from './homeserver.ts';
import { prepareSynapse } from './synapse-configuration.ts';

function prepare(from: Installation['from'] = 'cache'): Prepared {
  return prepareSynapse({
    installation: { version: '1.163.2', program: '/venv/bin/python', from },
    folder: '/dev/shm/run',
    serverName: 'localhost:2',
    clientUrl: 'http://127.0.0.1:1',
    address: '127.0.0.1',
    clientPort: 1,
    federationPort: 2,
    signingKey: { version: 't_1', seed: 'c2VlZA', publicKey: 'cHVibGlj' },
    certificateAuthority: 'authority',
    certificate: { certificate: 'leaf', privateKey: 'key' },
  });
}

describe('the files of Synapse', () => {
  test('are all that its configuration names', () => {
    const { files } = prepare();
    const text = files['homeserver.yaml'] ?? '';
    for (const name of ['log.yaml', 'signing.key', 'server.crt', 'server.key', 'authority.crt']) {
      expect(text).toContain(`/dev/shm/run/${name}`);
      expect(files[name]).toBeDefined();
    }
    expect(files['signing.key']).toBe('ed25519 t_1 c2VlZA\n');
  });

  test('let it listen on loopback only, with TLS for federation', () => {
    expect(parse(prepare().files['homeserver.yaml'] ?? '')).toMatchObject({
      server_name: 'localhost:2',
      public_baseurl: 'http://127.0.0.1:1/',
      listeners: [
        { port: 1, tls: false, bind_addresses: ['127.0.0.1'] },
        { port: 2, tls: true, bind_addresses: ['127.0.0.1'] },
      ],
    });
  });

  test('hold no anchors: they are read by people', () => {
    expect(prepare().files['homeserver.yaml']).not.toMatch(/[&*]a\d/);
  });
});

test.for([
  { from: 'cache', args: ['-I', '-m', 'synapse.app.homeserver', '-c', '/dev/shm/run/homeserver.yaml'] },
  { from: 'program', args: ['-m', 'synapse.app.homeserver', '-c', '/dev/shm/run/homeserver.yaml'] },
] as const)('an interpreter from $from is started with $args', ({ from, args }) => {
  expect(prepare(from)).toMatchObject({ command: '/venv/bin/python', arguments: args });
});
