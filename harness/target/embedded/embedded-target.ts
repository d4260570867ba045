import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import { EmbeddedHost } from './embedded-host.ts';
import type { Hosted } from './embedded-thread.ts';
import type { Disclosure } from '../disclosure.ts';
import { ConfigurationError } from '../errors.ts';
import type { Feature } from '../features.ts';
import type { IssuingAuthority } from '../process/process-target.ts';
import type { CertificatePair, Target, TargetConnection } from '../target.ts';

/** As on the command line. */
export const embeddedName = 'embedded';

/** The optional features that the reference homeserver has. */
const features: readonly Feature[] = [
  'open-registration',
  'refresh-tokens',
  'knocking',
  'public-rooms-without-token',
  'public-rooms-over-federation',
  'presence',
];

const disclosure: Disclosure = {
  state: 'before the event',
  rejected: { event: false, state: true },
  softFailed: { event: true, state: true },
  reason: 'It keeps rejected events as a part of the history, and gives them to nobody.',
};

/** Whether a target is the embedded homeserver. @throws {ConfigurationError} for a version of it */
export function isEmbedded(target: string): boolean {
  if (target.startsWith(`${embeddedName}@`)) {
    throw new ConfigurationError(
      `The embedded homeserver is a part of Touchstone and has no version of its own: write --target ${embeddedName}.`,
    );
  }
  return target === embeddedName;
}

/**
 * Starts the reference homeserver in a thread of this process, where it has a core of its own.
 *
 * @throws {TargetError} if it does not start
 */
export async function startEmbeddedTarget(certificateAuthority: IssuingAuthority): Promise<Target> {
  const host = await openHost(certificateAuthority);
  try {
    const start = () => startHosted(host, null, certificateAuthority);
    return {
      ...(await start()),
      startAnother: start,
      cpuSeconds: () => host.cpuSeconds(),
      [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
    };
  } catch (error) {
    await host[Symbol.asyncDispose]();
    throw error;
  }
}

/** Opens a thread for reference homeservers. */
export async function openHost(certificateAuthority: IssuingAuthority): Promise<EmbeddedHost> {
  const certificate = await certificateAuthority.issue(['localhost', '127.0.0.1']);
  return new EmbeddedHost({ certificateAuthority: certificateAuthority.certificate, certificate });
}

/**
 * Starts a reference homeserver beside others in a thread, which tells the CPU time of all of them.
 *
 * @param faultId the rule that it breaks; null for none
 * @throws {TargetError} if it does not start
 */
export async function startHosted(host: EmbeddedHost, faultId: string | null, ca: CertificatePair): Promise<Target> {
  const hosted = await host.start(faultId);
  return {
    connection: connectionOf(hosted, ca),
    processId: null,
    control: host.controlOf(hosted.serverName),
    cpuSeconds: async () => 0,
    logLines: async (fromMs, toMs) => host.logLines(fromMs, toMs),
    diedWith: () => host.diedWith(),
    [Symbol.asyncDispose]: () => host.end(hosted.serverName),
  };
}

/** How a reference homeserver is reached. */
function connectionOf(hosted: Hosted, { certificate, privateKey }: CertificatePair): TargetConnection {
  return {
    name: 'reference',
    version: ownVersion(),
    ...hosted,
    certificateAuthority: { certificate, privateKey },
    registration: { method: 'open' },
    features,
    disclosure,
  };
}

function ownVersion(): string | null {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version?: string };
  return version ?? null;
}
