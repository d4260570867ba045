import { onTestFinished } from 'vitest';
import type { Client } from '../client/client.ts';
import { registerClient } from '../client/register.ts';
import { Peer, type PeerOptions } from '../peer/peer.ts';
import type { TargetConnection } from '../target/target.ts';
import { createCertificateAuthority } from '../wire/certificate-authority.ts';
import { HttpClient } from '../wire/http-client.ts';
import { type Doctor, Wire } from '../wire/wire.ts';
import { ReferenceHomeserver } from './reference-homeserver.ts';

/** A reference homeserver with a user, and what others can do to it. */
export interface Surroundings {
  readonly alice: Client;
  readonly homeserver: ReferenceHomeserver;
  /** Stops the homeserver and starts it again. @param meanwhile what happens before it is started */
  restart(meanwhile?: () => void): Promise<void>;
  /** Server name of the homeserver. */
  readonly serverName: string;
  /** Another user of it. */
  register(name: string): Promise<Client>;
  /** A homeserver that says what the test wants. */
  startPeer(options?: Pick<PeerOptions, 'behindProxy'>): Promise<Peer>;
}

/** Starts a reference homeserver for as long as the test lasts. @param doctor changes what it says to peers */
export async function startAmongPeers(doctor: Doctor | null = null): Promise<Surroundings> {
  const authority = await createCertificateAuthority();
  const { certificate: certificateAuthority } = authority;
  const certificate = await authority.issue(['localhost', '127.0.0.1']);
  const homeserver = await ReferenceHomeserver.start({ certificateAuthority, certificate, log: console.error });
  onTestFinished(() => homeserver[Symbol.asyncDispose]());
  const { serverName, clientUrl, federationUrl } = homeserver;
  const connection: TargetConnection = {
    name: 'reference',
    version: null,
    serverName,
    clientUrl,
    federationUrl,
    certificateAuthority: null,
    registration: { method: 'open' },
    features: [],
  };
  const connections: HttpClient[] = [];
  const connect = (url: string): HttpClient => {
    const client = new HttpClient(url, { certificateAuthority, timeoutFactor: 1 });
    connections.push(client);
    onTestFinished(() => client[Symbol.asyncDispose]());
    return client;
  };
  const clients = connect(clientUrl);
  const register = (name: string): Promise<Client> => registerClient(name, clients, new Wire(), connection);
  return {
    homeserver,
    async restart(meanwhile = () => {}) {
      await homeserver.stop();
      await Promise.all(connections.map((client) => client.reconnect()));
      meanwhile();
      await homeserver.start();
    },
    serverName,
    register,
    alice: await register('alice'),
    async startPeer(options = {}) {
      const client = connect(federationUrl);
      const peer = await Peer.start({ wire: new Wire(doctor), connection, certificate, client, ...options });
      onTestFinished(() => peer[Symbol.asyncDispose]());
      return peer;
    },
  };
}
