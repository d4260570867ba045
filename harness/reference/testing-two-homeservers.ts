import { onTestFinished } from 'vitest';
import type { Client } from '../client/client.ts';
import { registerClient } from '../client/register.ts';
import type { TargetConnection } from '../target/target.ts';
import { createCertificateAuthority } from '../wire/certificate-authority.ts';
import { HttpClient } from '../wire/http-client.ts';
import { Wire } from '../wire/wire.ts';
import { ReferenceHomeserver } from './reference-homeserver.ts';

/** A user, and the homeserver that the user is on. */
export interface Resident {
  readonly user: Client;
  readonly server: string;
}

/** Two reference homeservers that trust each other, with a user on each, for as long as the test lasts. */
export async function startTwo(): Promise<{ readonly alice: Resident; readonly bob: Resident }> {
  const authority = await createCertificateAuthority();
  const certificate = await authority.issue(['localhost', '127.0.0.1']);
  const start = async (name: string): Promise<Resident> => {
    const certificateAuthority = authority.certificate;
    const homeserver = await ReferenceHomeserver.start({ certificateAuthority, certificate, log: console.error });
    onTestFinished(() => homeserver[Symbol.asyncDispose]());
    return { user: await registerOn(homeserver, name), server: homeserver.serverName };
  };
  const [alice, bob] = await Promise.all([start('alice'), start('bob')]);
  return { alice, bob };
}

async function registerOn(
  { clientUrl, federationUrl, serverName }: ReferenceHomeserver,
  name: string,
): Promise<Client> {
  const http = new HttpClient(clientUrl, { timeoutFactor: 1 });
  onTestFinished(() => http[Symbol.asyncDispose]());
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
  return registerClient(name, http, new Wire(), connection);
}
