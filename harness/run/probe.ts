import { registerClient } from '../client/register.ts';
import type { Target } from '../target/target.ts';
import { TargetError } from '../target/errors.ts';
import { HttpClient } from '../wire/http-client.ts';
import { objectAt, stringsAt } from '../wire/read.ts';
import { Wire } from '../wire/wire.ts';
import { compareSpecificationVersions } from './requirement.ts';

/** What a target says of itself. */
export interface Claims {
  /** The newest specification version in `/versions`. */
  readonly specification: string;
  /** The room versions in `m.room_versions`. */
  readonly roomVersions: readonly string[];
}

/**
 * Asks the target what it claims, as a user would: versions, a registration, capabilities.
 *
 * @throws TargetError with one sentence where even that fails: then no check could say more
 */
export async function probe(target: Target, timeoutFactor: number): Promise<Claims> {
  const { connection } = target;
  const ca = connection.certificateAuthority?.certificate;
  await using http = new HttpClient(connection.clientUrl, {
    timeoutFactor,
    ...(ca !== undefined && { certificateAuthority: ca }),
  });
  const wire = new Wire();
  try {
    const { json } = await http.request(wire, { sender: 'probe', method: 'GET', target: '/_matrix/client/versions' });
    const [newest = 'r0.6.1'] = stringsAt(json, 'versions').toSorted((a, b) => compareSpecificationVersions(b, a));
    const client = await registerClient('probe', http, wire, connection);
    const capabilities = await client.granted('GET', '/_matrix/client/v3/capabilities');
    const available = objectAt(capabilities.json, 'capabilities', 'm.room_versions', 'available');
    return { specification: newest, roomVersions: Object.keys(available) };
  } catch (error) {
    const { message, actual } = error as { message: string; actual?: string };
    throw new TargetError(
      `The target at ${connection.clientUrl} cannot be tested: ${message}${actual === undefined ? '' : `, it answered ${actual}`}. ` +
        'It must answer /versions, register a user in the configured way, and answer /capabilities.',
    );
  }
}
