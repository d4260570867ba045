import { describe, expect, test } from 'vitest';
import { createCertificateAuthority } from '../../wire/certificate-authority.ts';
import { textOf } from './homeserver-container.ts';
import { imageStart } from './image-start.ts';

const authority = createCertificateAuthority('rsa');

async function start(image: string, { restarts = true } = {}) {
  const certificateAuthority = await authority;
  return imageStart({ image, serverName: 'hs-1', clientUrl: 'http://127.0.0.1:1', certificateAuthority, restarts });
}

describe('an image of somebody else', () => {
  test('is given what the contract of Complement promises', async () => {
    const { files, environment, command, signingKey, registration, inMemory } = await start('conduit:complement');
    expect(environment).toEqual({ SERVER_NAME: 'hs-1' });
    expect(Object.keys(files)).toEqual(['/complement/ca/ca.crt', '/complement/ca/ca.key']);
    expect(files['/complement/ca/ca.crt']).toBe((await authority).certificate);
    expect(files['/complement/ca/ca.key']).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/);
    expect({ command, signingKey, registration, inMemory }).toEqual({
      command: undefined,
      inMemory: [],
      signingKey: null,
      registration: { method: 'open' },
    });
  });
});

describe('an official image', () => {
  test.for(['matrixdotorg/synapse', 'ghcr.io/element-hq/synapse:v1.163.2', 'docker.io/matrixdotorg/synapse@sha256:0a'])(
    '%s is started with the files of a process',
    async (image) => {
      const { files, environment, command } = await start(image);
      expect(command).toEqual([
        '/usr/local/bin/python',
        '-m',
        'synapse.app.homeserver',
        '-c',
        '/touchstone/homeserver.yaml',
      ]);
      expect(files['/touchstone/homeserver.yaml']).toContain('server_name: hs-1');
      expect(files['/touchstone/homeserver.yaml']).toContain('0.0.0.0');
      expect(environment).toMatchObject({ SSL_CERT_FILE: '/touchstone/authority.crt' });
    },
  );

  test.for(['ghcr.io/element-hq/dendrite-monolith:v0.15.2', 'matrixdotorg/dendrite-monolith'])(
    '%s is started with the program and the files of a process',
    async (image) => {
      const { files, command } = await start(image);
      expect(command).toContain('0.0.0.0:8448');
      expect(files['/touchstone/dendrite.yaml']).toContain('server_name: hs-1');
    },
  );

  test('that is not started again has its files in memory, where they are copied first', async () => {
    const { files, command, inMemory } = await start('matrixdotorg/synapse', { restarts: false });
    expect(inMemory).toEqual(['/touchstone']);
    expect(Object.keys(files)).toContain('/touchstone-files/homeserver.yaml');
    expect(files['/touchstone-files/homeserver.yaml']).toContain('database: /touchstone/homeserver.db');
    expect(command?.slice(0, 5)).toEqual([
      'sh',
      '-c',
      'cp -R /touchstone-files/. /touchstone && exec "$@"',
      'sh',
      '/usr/local/bin/python',
    ]);
  });

  test.for(['complement-synapse', 'touchstone/synapse', 'somebody/element-hq-synapse', 'matrixdotorg/synapse-workers'])(
    '%s is none',
    async (image) => {
      expect((await start(image)).command).toBeUndefined();
    },
  );
});

/** As the engine frames what a container writes. */
function piece(stream: number, text: string): Buffer {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

test('what a container wrote is put together of its pieces', () => {
  const bytes = Buffer.concat([piece(1, 'first\n'), piece(2, 'zweité\n'), piece(1, '')]);
  expect(textOf(bytes)).toBe('first\nzweité\n');
  expect(textOf(bytes.subarray(0, -9))).toBe('first\nzweité');
  expect(textOf(Buffer.alloc(0))).toBe('');
});
