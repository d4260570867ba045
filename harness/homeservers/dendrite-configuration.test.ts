import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { prepareDendrite } from './dendrite-configuration.ts';
import { makeFolder } from './testing-programs.ts';

const prepared = prepareDendrite({
  installation: { version: '0.15.2', program: '/cache/dendrite', from: 'cache' },
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

describe('the files of Dendrite', () => {
  test('are all that it is told to read', () => {
    const text = [prepared.files['dendrite.yaml'], ...prepared.arguments, prepared.environment['SSL_CERT_FILE']].join();
    for (const name of ['dendrite.yaml', 'signing-key.pem', 'server.crt', 'server.key', 'authority.crt']) {
      expect(text).toContain(`/dev/shm/run/${name}`);
      expect(prepared.files[name]).toBeDefined();
    }
    expect(prepared.files['signing-key.pem']).toBe(
      '-----BEGIN MATRIX PRIVATE KEY-----\nKey-ID: ed25519:t_1\n\nc2VlZA==\n-----END MATRIX PRIVATE KEY-----\n',
    );
  });

  test('keep everything in the temporary folder, each component in a database of its own', () => {
    const files = [...(prepared.files['dendrite.yaml'] ?? '').matchAll(/connection_string: (\S+)/g)].map(
      ([, at]) => at,
    );
    expect(new Set(files).size).toBe(8);
    expect(files.filter((file) => !file?.startsWith('file:/dev/shm/run/'))).toEqual([]);
    for (const file of files) expect(prepared.files[file?.replace('file:/dev/shm/run/', '') ?? '']).toMatch(/^SQLite/);
  });

  test('make databases that SQLite opens as ones with a write-ahead log', () => {
    const folder = makeFolder();
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'rooms.db');
    writeFileSync(file, prepared.files['rooms.db'] ?? '');
    using database = new DatabaseSync(file);
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    database.exec('CREATE TABLE a (b TEXT)');
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  });

  test('open registration and federation to loopback', () => {
    expect(parse(prepared.files['dendrite.yaml'] ?? '')).toMatchObject({
      global: { server_name: 'localhost:2' },
      client_api: { registration_disabled: false, rate_limiting: { enabled: false } },
      federation_api: { deny_networks: [], key_perspectives: [] },
    });
    expect(prepared.registration).toEqual({ method: 'open' });
    expect(prepared.arguments).toContain('-really-enable-open-registration');
  });
});

test('it listens on loopback only', () => {
  expect(prepared.command).toBe('/cache/dendrite');
  expect(prepared.arguments.join(' ')).toContain('-http-bind-address 127.0.0.1:1 -https-bind-address 127.0.0.1:2');
});
