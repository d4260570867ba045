import { stringify } from 'yaml';
import type { Prepared, PrepareOptions } from './homeserver.ts';

/** High enough for no check to meet it, unless the check is about limits. */
const unlimited = { per_second: 99_999, burst_count: 99_999 };

const rateLimits = {
  rc_message: unlimited,
  rc_registration: unlimited,
  rc_registration_token_validity: unlimited,
  rc_login: { address: unlimited, account: unlimited, failed_attempts: unlimited },
  rc_admin_redaction: unlimited,
  rc_joins: { local: unlimited, remote: unlimited },
  rc_joins_per_room: unlimited,
  rc_key_requests: unlimited,
  rc_3pid_validation: unlimited,
  rc_invites: { per_room: unlimited, per_user: unlimited, per_issuer: unlimited },
  rc_third_party_invite: unlimited,
  rc_media_create: unlimited,
  rc_presence: { per_user: unlimited },
  rc_delayed_event_mgmt: unlimited,
  rc_room_creation: unlimited,
  rc_reports: unlimited,
  rc_user_directory: unlimited,
  rc_profile: unlimited,
  rc_federation: { window_size: 1000, sleep_limit: 99_999, sleep_delay: 0, reject_limit: 99_999, concurrent: 99 },
  federation_rr_transactions_per_room_per_second: 99_999,
};

/** Peers come and go within one run: no notary, no patience with those that are gone, at once back to those that return. */
const federation = {
  ip_range_blacklist: [],
  trusted_key_servers: [],
  federation: {
    client_timeout: '10s',
    max_short_retries: 0,
    max_long_retries: 0,
    destination_min_retry_interval: 100,
    destination_retry_multiplier: 1,
    destination_max_retry_interval: 100,
  },
  // Events that nobody asked for would turn up in the rooms of the checks that build many branches.
  cleanup_extremities_with_dummy_events: false,
};

const offered = {
  enable_registration: true,
  enable_registration_without_verification: true,
  allow_guest_access: true,
  login_via_existing_session: { enabled: true },
  room_list_publication_rules: [{ action: 'allow' }],
  allow_public_rooms_without_auth: true,
  allow_public_rooms_over_federation: true,
  allow_device_name_lookup_over_federation: true,
  user_directory: { search_all_users: true },
  dynamic_thumbnails: true,
  turn_uris: ['turn:127.0.0.1:3478?transport=udp'],
  turn_shared_secret: 'touchstone',
  // What the specification has by now and Synapse still keeps behind a flag.
  experimental_features: {
    msc4169_enabled: true,
    msc4210_enabled: true,
    msc4222_enabled: true,
    msc4267_enabled: true,
    msc4277_enabled: true,
  },
};

/**
 * Says how Synapse is started for a run: on loopback, without rate limits, with open registration, with our authority
 * trusted and federation to loopback allowed. The same files serve every version from 1.60: Synapse passes over keys
 * that it does not know.
 */
export function prepareSynapse(options: PrepareOptions): Prepared {
  const { installation, folder, certificate, signingKey } = options;
  const resources = [{ names: ['client', 'federation'] }];
  const listener = { type: 'http', bind_addresses: [options.address], resources };
  const configuration = {
    server_name: options.serverName,
    public_baseurl: `${options.clientUrl}/`,
    serve_server_wellknown: true,
    report_stats: false,
    signing_key_path: `${folder}/signing.key`,
    media_store_path: `${folder}/media`,
    log_config: `${folder}/log.yaml`,
    database: { name: 'sqlite3', args: { database: `${folder}/homeserver.db` } },
    tls_certificate_path: `${folder}/server.crt`,
    tls_private_key_path: `${folder}/server.key`,
    federation_custom_ca_list: [`${folder}/authority.crt`],
    listeners: [
      { port: options.clientPort, tls: false, ...listener },
      { port: options.federationPort, tls: true, ...listener },
    ],
    bcrypt_rounds: 4, // the least that bcrypt knows: a password costs a millisecond instead of a quarter second
    caches: { sync_response_cache_duration: 0 },
    ...federation,
    ...offered,
    ...rateLimits,
  };
  return {
    files: {
      'homeserver.yaml': stringify(configuration, { aliasDuplicateObjects: false }),
      'log.yaml': stringify(logConfiguration),
      'signing.key': `ed25519 ${signingKey.version} ${signingKey.seed}\n`,
      'server.crt': certificate.certificate,
      'server.key': certificate.privateKey,
      'authority.crt': options.certificateAuthority,
    },
    command: installation.program,
    arguments: [
      // What the user has set for Python's other programs (PYTHONPATH, …) must not reach an installation of ours.
      ...(installation.from === 'cache' ? ['-I'] : []),
      '-m',
      'synapse.app.homeserver',
      '-c',
      `${folder}/homeserver.yaml`,
    ],
    environment: {
      TZ: 'UTC', // the times in the log
      SSL_CERT_FILE: `${folder}/authority.crt`, // push gateways and identity servers, which know no configuration
    },
    registration: { method: 'open' },
  };
}

const logConfiguration = {
  version: 1,
  formatters: { line: { format: '%(asctime)s %(levelname)s %(name)s:%(lineno)d [%(request)s] %(message)s' } },
  handlers: { out: { class: 'logging.StreamHandler', formatter: 'line', stream: 'ext://sys.stdout' } },
  loggers: { 'synapse.storage.prepare_database': { level: 'WARNING' } },
  root: { level: 'INFO', handlers: ['out'] },
  disable_existing_loggers: false,
};
