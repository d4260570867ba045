import { Peer } from '../../peer/peer.ts';
import { TargetError } from '../../target/errors.ts';
import type { TargetConnection } from '../../target/target.ts';
import { HttpClient, type WireResponse } from '../../wire/http-client.ts';
import { Wire } from '../../wire/wire.ts';
import { issuePeerCertificate } from './peer-certificate.ts';

const version = '/_matrix/federation/v1/version';

/**
 * Asks the target something as a peer that it has never met: first anonymously, and then signed, which it can only grant when it
 * has come to the peer for its keys. So both directions are seen.
 *
 * @throws TargetError with one sentence where either is closed
 */
export async function probeFederation(connection: TargetConnection, timeoutFactor: number): Promise<void> {
  const { federationUrl, federationAddress, certificateAuthority, serverName } = connection;
  const certificate = await issuePeerCertificate(connection);
  if (federationUrl === null || certificateAuthority === null || certificate === null) return;
  await using client = new HttpClient(federationUrl, {
    timeoutFactor,
    certificateAuthority: certificateAuthority.certificate,
    ...(federationAddress && { address: federationAddress }),
  });
  await using peer = await Peer.start({ wire: new Wire(), connection, certificate, client, timeoutFactor });

  const anonymous = await ask(() => peer.request('GET', version, { authorization: null }));
  if (anonymous.status !== 200) {
    throw new TargetError(
      `Federation with ${serverName} does not work: it ${answered(anonymous)} to GET ${federationUrl}${version}, which needs no ` +
        'authentication. Is federationUrl right (the base URL, without /_matrix), and is its certificate for that host name and ' +
        'signed by the certificateAuthority?',
    );
  }
  const profile = `/_matrix/federation/v1/query/profile?user_id=${encodeURIComponent(`@touchstone:${serverName}`)}`;
  const signed = await ask(() => peer.request('GET', profile));
  // Whether it knows that user does not matter, only that it listens: https://spec.matrix.org/v1.19/server-server-api/#request-authentication
  if (signed.status !== 0 && signed.status !== 401 && signed.status < 500) return;
  throw new TargetError(
    `Federation with ${serverName} does not work: it ${answered(signed)} to GET ${profile}, signed by ${peer.serverName}, ` +
      whatToDo(peer),
  );
}

/** How far the target came, and what may have kept it from coming further. */
function whatToDo({ received, visits }: Peer): string {
  if (received.some(({ path }) => path.startsWith('/_matrix/key/')))
    return "and had asked that peer for its keys. Is serverName right, and do the homeserver's clock and this machine's agree?";
  if (visits > 0)
    return "and came to that peer without asking for its keys. Does it trust the certificateAuthority, which signed the peer's certificate?";
  return (
    'and did not come to that peer for its keys. Peers listen on this machine: does that name lead here from the homeserver (peerHost, or ' +
    '--peer-host, gives another), does a ' +
    'firewall stand between, and may the homeserver ask such addresses?'
  );
}

/** A status, 0 where there was no answer. */
type Outcome = Pick<WireResponse, 'status'> & { readonly text: string };

async function ask(request: () => Promise<WireResponse>): Promise<Outcome> {
  try {
    return await request();
  } catch (error) {
    return { status: 0, text: (error as Error).message };
  }
}

function answered({ status, text }: Outcome): string {
  return status === 0 ? `gave no answer (${text})` : `answered ${status} ${JSON.stringify(text.slice(0, 200))}`;
}
