import { beginLease, endLease, GivenAccounts } from '../../client/given-accounts.ts';
import type { Client } from '../../client/client.ts';
import { registerClient } from '../../client/register.ts';
import { allRoomVersions, isRoomVersion, type RoomVersion } from '../../protocol/room-versions.ts';
import { TargetError } from '../../target/errors.ts';
import type { Target, TargetConnection } from '../../target/target.ts';
import { HttpClient } from '../../wire/http-client.ts';
import { objectAt, stringsAt } from '../../wire/read.ts';
import { Wire } from '../../wire/wire.ts';
import { probeFederation } from './probe-federation.ts';
import { probeRoomVersions } from './probe-room-versions.ts';
import { compareSpecificationVersions } from '../checks/requirement.ts';
import { whyNoPeers } from '../checks/selection.ts';

/** What a target says of itself. */
export interface Claims {
  /** The newest specification version in `/versions`. */
  readonly specification: string;
  /** The room versions in `m.room_versions`. */
  readonly roomVersions: readonly string[];
}

/** What comes of a probe. */
export interface Probe {
  /** Resolves as soon as they are known. Rejected with a TargetError. */
  readonly claims: Promise<Claims>;
  /** Resolves when they can be believed. Rejected with a TargetError where they cannot. */
  readonly believed: Promise<void>;
}

/** What is probed, and how patiently. */
export interface ProbeOptions {
  readonly timeoutFactor: number;
  /** The room versions in which checks will run. */
  readonly roomVersions?: readonly RoomVersion[];
}

/**
 * Asks the target what it claims, and whether that can be believed, so that one sentence stands for hundreds of red checks:
 *
 * - `/versions` and `/capabilities` answer, and a user comes by an account in the way that the configuration says;
 * - an endpoint that does not exist is refused: what grants everything proves nothing;
 * - the oldest and the newest room version that checks will run in are made by its name, and one that does not exist is not. (All
 *   twelve would cost a slow homeserver a second; what is wrong with others the checks show.)
 * - where peers can be had, the target answers them, and takes a signed request of one, for which it has to ask the peer for its keys.
 *
 * A TargetError is one sentence: what was asked, what came, what to do.
 */
export function probe({ connection }: Pick<Target, 'connection'>, options: ProbeOptions): Probe {
  const claims = Promise.withResolvers<Claims>();
  const believed = examine(connection, options, claims.resolve);
  believed.catch(claims.reject);
  claims.promise.catch(() => {}); // whoever wants to know awaits one of the two
  return { claims: claims.promise, believed };
}

async function examine(
  connection: TargetConnection,
  { timeoutFactor, roomVersions = allRoomVersions }: ProbeOptions,
  tell: (claims: Claims) => void,
): Promise<void> {
  const ca = connection.certificateAuthority?.certificate;
  await using http = new HttpClient(connection.clientUrl, { timeoutFactor, ...(ca && { certificateAuthority: ca }) });
  try {
    const wire = new Wire();
    const { json } = await http.request(wire, { sender: 'probe', method: 'GET', target: '/_matrix/client/versions' });
    const [newest] = stringsAt(json, 'versions').toSorted((a, b) => compareSpecificationVersions(b, a));
    if (newest === undefined) throw new Error('its /versions lists none');
    await allOrFirstFailure([
      asUser(connection, http, async (user) => {
        const capabilities = await user.granted('GET', '/_matrix/client/v3/capabilities');
        const available = Object.keys(objectAt(capabilities.json, 'capabilities', 'm.room_versions', 'available'));
        tell({ specification: newest, roomVersions: available });
        await probeRoomVersions(
          user,
          available.filter(isRoomVersion).filter((each) => roomVersions.includes(each)),
        );
      }),
      probeUnknownEndpoint(http),
      whyNoPeers(connection) === null ? probeFederation(connection, timeoutFactor) : undefined,
    ]);
  } catch (error) {
    if (error instanceof TargetError) throw error;
    const { message, actual } = error as { message: string; actual?: string };
    throw new TargetError(
      `The target at ${connection.clientUrl} cannot be tested: ${message}${actual === undefined ? '' : `, it answered ${actual}`}. ` +
        'It must answer /versions, let users in by the configured registration, and answer /capabilities.',
      { cause: error },
    );
  }
}

/** Like `Promise.all`, and nothing goes on in the background once it failed. */
async function allOrFirstFailure(parts: readonly unknown[]): Promise<void> {
  await Promise.allSettled(parts);
  await Promise.all(parts);
}

/** Does something as a user of the target, of whom nothing stays with accounts that are given. */
async function asUser(
  connection: TargetConnection,
  http: HttpClient,
  act: (user: Client) => Promise<void>,
): Promise<void> {
  const wire = new Wire();
  const { registration } = connection;
  if (registration.method !== 'accounts') return act(await registerClient('probe', http, wire, connection));
  const account = new GivenAccounts(registration.accounts).lease();
  const lease = await beginLease('probe', account, http, wire);
  try {
    await act(lease.client);
  } finally {
    await endLease(lease, wire.exchanges, http);
  }
}

const unknownEndpoint = '/_matrix/client/v3/touchstone/no_such_endpoint';

/** By the text 404; which refusal it is, a check decides. https://spec.matrix.org/v1.19/client-server-api/#common-error-codes */
async function probeUnknownEndpoint(http: HttpClient): Promise<void> {
  const { status } = await http.request(new Wire(), { sender: 'probe', method: 'GET', target: unknownEndpoint });
  if (status >= 400 && status < 500) return;
  throw new TargetError(
    `The target at ${http.baseUrl} cannot be believed: GET ${unknownEndpoint}, which does not exist, was answered with ${status} ` +
      'instead of a refusal (404). Name the homeserver itself, and not something before it that answers everything.',
  );
}
