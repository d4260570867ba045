import { onTestFinished } from 'vitest';
import type { Client } from '../client/client.ts';
import { registerClient } from '../client/register.ts';
import { Peer } from '../peer/peer.ts';
import type { TargetConnection } from '../target/target.ts';
import { createCertificateAuthority } from '../wire/certificate-authority.ts';
import { HttpClient } from '../wire/http-client.ts';
import { type Doctor, Wire } from '../wire/wire.ts';
import { ReferenceHomeserver } from './reference-homeserver.ts';

/** A reference homeserver with a user, and what others can do to it. */
export interface Surroundings {
  readonly alice: Client;
  /** Server name of the homeserver. */
  readonly serverName: string;
  /** Another user of it. */
  register(name: string): Promise<Client>;
  /** A homeserver that says what the test wants. */
  startPeer(): Promise<Peer>;
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
  const connect = (url: string): HttpClient => {
    const client = new HttpClient(url, { certificateAuthority, timeoutFactor: 1 });
    onTestFinished(() => client[Symbol.asyncDispose]());
    return client;
  };
  const clients = connect(clientUrl);
  const register = (name: string): Promise<Client> => registerClient(name, clients, new Wire(), connection);
  return {
    serverName,
    register,
    alice: await register('alice'),
    async startPeer() {
      const client = connect(federationUrl);
      const peer = await Peer.start({ wire: new Wire(doctor), connection, certificate, client });
      onTestFinished(() => peer[Symbol.asyncDispose]());
      return peer;
    },
  };
}
