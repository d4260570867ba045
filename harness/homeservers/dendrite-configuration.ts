import { stringify } from 'yaml';
import type { Prepared, PrepareOptions } from './homeserver.ts';

/** One a component. */
const databases = ['federation', 'keys', 'media', 'mscs', 'relay', 'rooms', 'sync', 'users'] as const;

/**
 * An SQLite database without tables that keeps a write-ahead log. Otherwise a reader may meet a writer under load, and Dendrite
 * takes "database is locked" for an answer: then a new room has no members, for example.
 *
 * Source: https://www.sqlite.org/fileformat.html (the header of the database, and one empty leaf of its schema's tree)
 */
export const emptyDatabase = ((): string => {
  const page = Buffer.alloc(4096);
  page.write('SQLite format 3\0', 'latin1');
  page.writeUInt16BE(page.length, 16);
  page.set([2, 2, 0, 64, 32, 32], 18); // the two 2 stand for the write-ahead log
  page.writeUInt32BE(1, 28); // pages
  page.writeUInt32BE(4, 44); // format of the schema
  page.writeUInt32BE(1, 56); // UTF-8
  page[100] = 13; // a leaf
  page.writeUInt16BE(page.length, 105);
  return page.toString('latin1');
})();

/**
 * Says how Dendrite is started for a run: on loopback, without rate limits, with open registration, with our authority
 * trusted and federation to loopback allowed. Both ports serve both APIs.
 */
export function prepareDendrite(options: PrepareOptions): Prepared {
  const { installation, folder, certificate, signingKey, address, clientPort, federationPort } = options;
  const database = (name: (typeof databases)[number]): { connection_string: string } => ({
    connection_string: `file:${folder}/${name}.db`,
  });
  const configuration = {
    version: 2,
    global: {
      server_name: options.serverName,
      private_key: `${folder}/signing-key.pem`,
      well_known_server_name: options.serverName,
      well_known_client_name: options.clientUrl,
      trusted_third_party_id_servers: [],
      presence: { enable_inbound: true, enable_outbound: true },
      // Not in memory, where what its parts have yet to tell each other would be lost when it is stopped.
      jetstream: { storage_path: `${folder}/jetstream`, in_memory: false },
    },
    client_api: {
      registration_disabled: false,
      guests_disabled: false,
      rate_limiting: { enabled: false },
      turn: {
        turn_uris: ['turn:127.0.0.1:3478?transport=udp'],
        turn_shared_secret: 'touchstone',
        turn_user_lifetime: '1h',
      },
    },
    federation_api: {
      database: database('federation'),
      // Peers come and go within one run: no stale connections, no notary; loopback is denied by default.
      disable_http_keepalives: true,
      key_perspectives: [],
      deny_networks: [],
      allow_networks: [],
      // There, Go asks the keychain and not SSL_CERT_FILE.
      disable_tls_validation: process.platform === 'darwin',
    },
    key_server: { database: database('keys') },
    media_api: { database: database('media'), base_path: `${folder}/media`, dynamic_thumbnails: true },
    mscs: { mscs: [], database: database('mscs') },
    relay_api: { database: database('relay') },
    room_server: { database: database('rooms') },
    sync_api: {
      database: database('sync'),
      search: { enabled: true, in_memory: true, index_path: `${folder}/search` },
    },
    // bcrypt knows no less: a password costs a millisecond instead of fifty
    user_api: { account_database: database('users'), bcrypt_cost: 4 },
    logging: [{ type: 'std', level: 'info' }],
  };
  return {
    files: {
      'dendrite.yaml': stringify(configuration, { aliasDuplicateObjects: false }),
      'signing-key.pem': pemOf(signingKey.version, signingKey.seed),
      'server.crt': certificate.certificate,
      'server.key': certificate.privateKey,
      'authority.crt': options.certificateAuthority,
      ...Object.fromEntries(databases.map((name) => [`${name}.db`, emptyDatabase])),
    },
    command: installation.program,
    arguments: [
      '-config',
      `${folder}/dendrite.yaml`,
      '-really-enable-open-registration',
      '-http-bind-address',
      `${address}:${clientPort}`,
      '-https-bind-address',
      `${address}:${federationPort}`,
      '-tls-cert',
      `${folder}/server.crt`,
      '-tls-key',
      `${folder}/server.key`,
    ],
    environment: { SSL_CERT_FILE: `${folder}/authority.crt` },
    registration: { method: 'open' },
  };
}

/** Dendrite's own format of a signing key: the key id in the header, the seed with its padding. */
function pemOf(version: string, seed: string): string {
  const kind = 'MATRIX PRIVATE KEY';
  const padded = Buffer.from(seed, 'base64').toString('base64');
  return `-----BEGIN ${kind}-----\nKey-ID: ed25519:${version}\n\n${padded}\n-----END ${kind}-----\n`;
}
