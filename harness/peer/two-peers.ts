import type { TargetConnection } from '../target/target.ts';
import { createCertificateAuthority } from '../wire/certificate-authority.ts';
import { HttpClient } from '../wire/http-client.ts';
import { type Doctor, Wire } from '../wire/wire.ts';
import { Peer } from './peer.ts';

/** Two peers, each of which is the other's target, for the peer's own tests. */
export interface TwoPeers extends AsyncDisposable {
  /** The one whose behaviour is tested. */
  readonly peer: Peer;
  /** The one that plays the homeserver under test. */
  readonly target: Peer;
  /** The peer's log; what the target says to the peer passes its doctor. */
  readonly wire: Wire;
}

const authority = createCertificateAuthority();

/** Starts two peers over HTTPS on loopback. @param doctor changes what the target says */
export async function startTwoPeers(doctor: Doctor | null = null): Promise<TwoPeers> {
  const certificate = await (await authority).issue(['localhost', '127.0.0.1']);
  const { certificate: certificateAuthority } = await authority;
  const started: { peer?: Peer; target?: Peer } = {};
  const clients = new Map<string, HttpClient>();
  const wire = new Wire(doctor);

  // Each has to know the other's port, which is only known when it listens: so the options are read when they are needed.
  const optionsFor = (other: 'peer' | 'target', ownWire: Wire) => ({
    wire: ownWire,
    certificate,
    connection: connectionTo(() => started[other]?.serverName ?? ''),
    get client(): HttpClient {
      const url = `https://${started[other]?.serverName ?? ''}`;
      const client = clients.get(url) ?? new HttpClient(url, { certificateAuthority, timeoutFactor: 1 });
      clients.set(url, client);
      return client;
    },
  });

  started.target = await Peer.start(optionsFor('peer', new Wire()));
  started.peer = await Peer.start(optionsFor('target', wire));
  const { peer, target } = started;
  return {
    peer,
    target,
    wire,
    async [Symbol.asyncDispose]() {
      await Promise.all([...clients.values()].map((client) => client[Symbol.asyncDispose]()));
      await Promise.all([peer[Symbol.asyncDispose](), target[Symbol.asyncDispose]()]);
    },
  };
}

function connectionTo(serverName: () => string): TargetConnection {
  return {
    name: 'peer',
    version: null,
    get serverName() {
      return serverName();
    },
    get clientUrl() {
      return `https://${serverName()}`;
    },
    get federationUrl() {
      return `https://${serverName()}`;
    },
    certificateAuthority: null,
    registration: { method: 'open' },
    features: [],
  };
}
