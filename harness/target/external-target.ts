import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { rootCertificates } from 'node:tls';
import { ask, type Answer } from './ask.ts';
import { knownHomeservers } from '../homeservers/known-homeservers.ts';
import type { Configuration } from './configuration/configuration.ts';
import { readConfiguration } from './configuration/configuration-file.ts';
import { ConfigurationError, TargetError } from './errors.ts';
import type { CertificatePair, Target } from './target.ts';

/** A homeserver far away, behind a proxy that wakes it up, still answers a first request within this time. */
const firstAnswerMs = 10_000;

/**
 * A homeserver that somebody else runs. Nothing is known of its process and its log.
 *
 * @param url base URL of its client-server API, as the user wrote it after `--target`
 * @param configurationFile path of the file that says the rest
 * @param options factor on the limit for the first answer, and the host name of this machine in place of the file's
 * @throws {ConfigurationError} if the file is wrong
 * @throws {TargetError} if no homeserver answers
 */
export async function externalTarget(
  url: string,
  configurationFile: string,
  { timeoutFactor, peerHost }: { readonly timeoutFactor: number; readonly peerHost?: string | undefined },
): Promise<Target> {
  const configuration = await readConfiguration(configurationFile);
  const clientUrl = withoutSlash(configuration.clientUrl ?? url);
  const certificateAuthority = await readAuthority(configuration, configurationFile);
  await greet(clientUrl, certificateAuthority, firstAnswerMs * timeoutFactor);
  const { federationUrl = null, serverName, registration, features = [], untouched = [] } = configuration;
  const homeserver = knownHomeservers.find(({ name }) => name === configuration.homeserver);
  const hostOfPeers = peerHost ?? configuration.peerHost;
  return {
    connection: {
      name: 'external',
      version: null,
      serverName,
      clientUrl,
      federationUrl: federationUrl === null ? null : withoutSlash(federationUrl),
      certificateAuthority,
      registration,
      features,
      untouched,
      ...(hostOfPeers !== undefined && { peerHost: hostOfPeers }),
      ...(homeserver && { disclosure: homeserver.disclosure }),
    },
    processId: null,
    cpuSeconds: async () => null,
    logLines: async () => '',
    diedWith: () => null,
    [Symbol.asyncDispose]: async () => {},
  };
}

async function greet(clientUrl: string, authority: CertificatePair | null, limitMs: number): Promise<void> {
  const versions = `${clientUrl}/_matrix/client/versions`;
  let answer: Answer;
  try {
    answer = await ask(
      versions,
      limitMs,
      authority === null ? {} : { certificateAuthorities: [...rootCertificates, authority.certificate] },
    );
  } catch (error) {
    throw new TargetError(
      `No homeserver answers at ${clientUrl}: ${(error as Error).message}. Is it running, is the URL right, and is ` +
        'its certificate one that this machine trusts (NODE_EXTRA_CA_CERTS names further authorities)?',
      { cause: error },
    );
  }
  if (answer.status !== 200 || !hasVersions(answer.body)) {
    throw new TargetError(
      `What answers at ${clientUrl} is no homeserver: GET ${versions} gave status ${answer.status} and ` +
        `${JSON.stringify(answer.body.slice(0, 100))} instead of 200 and a list of versions. Name the base URL of the ` +
        'client-server API, the part before /_matrix.',
    );
  }
}

/** Source: https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientversions */
function hasVersions(body: string): boolean {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && 'versions' in parsed && Array.isArray(parsed.versions);
  } catch {
    return false;
  }
}

async function readAuthority(configuration: Configuration, configurationFile: string): Promise<CertificatePair | null> {
  const { certificateAuthority: paths } = configuration;
  if (paths === undefined || paths === null) return null;
  const readPem = async (key: 'certificate' | 'privateKey'): Promise<string> => {
    const path = resolve(dirname(configurationFile), paths[key]);
    const pem = await readFile(path, 'utf8').catch((error: Error) => {
      throw new ConfigurationError(
        `${configurationFile}: "certificateAuthority.${key}" names ${path}, which cannot be read: ${error.message}.`,
      );
    });
    const label = key === 'certificate' ? 'CERTIFICATE' : 'PRIVATE KEY';
    if (!pem.includes(`-----BEGIN ${label}-----`)) {
      throw new ConfigurationError(
        `${configurationFile}: "certificateAuthority.${key}" names ${path}, which is not PEM: "-----BEGIN ${label}-----" ` +
          `is missing.${key === 'privateKey' ? ' openssl pkcs8 -topk8 -nodes converts other forms of private keys.' : ''}`,
      );
    }
    return pem;
  };
  return { certificate: await readPem('certificate'), privateKey: await readPem('privateKey') };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
