import { randomUUID } from 'node:crypto';
import type { Homeserver } from '../../homeservers/homeserver.ts';
import { knownHomeservers } from '../../homeservers/known-homeservers.ts';
import { ask } from '../ask.ts';
import { ConfigurationError, TargetError } from '../errors.ts';
import type { Feature } from '../features.ts';
import { chooseFreePorts, type Ports } from '../process/free-ports.ts';
import type { IssuingAuthority } from '../process/process-target.ts';
import { waitUntilReady } from '../ready.ts';
import type { Target, TargetControl } from '../target.ts';
import { joinSession } from './container-session.ts';
import { type Engine, findEngine } from './engine.ts';
import { type HomeserverContainer, startContainer } from './homeserver-container.ts';
import { containerPorts, imageStart, type ImageStart } from './image-start.ts';

export interface ContainerTargetOptions {
  /** `NAME` or `NAME:TAG`, as the engine knows it. */
  readonly image: string;
  /** With an RSA key: some images can use no other. */
  readonly certificateAuthority: IssuingAuthority | Promise<IssuingAuthority>;
  /** All limits are multiplied by it; 1 for a machine of one's own. */
  readonly timeoutFactor: number;
  /** Under which name containers reach this machine, where the engine is another machine's. */
  readonly peerHost?: string | undefined;
  /** The optional features that it offers; where they are left out, those that are known of it. */
  readonly features?: readonly Feature[] | undefined;
  /** Whether it will be stopped and started again: otherwise it may keep its files in memory. */
  readonly restarts: boolean;
  /** Whether it and others of this process reach each other by their server names. */
  readonly federates: boolean;
  /** Called when the engine starts it. */
  readonly onLaunch?: () => void;
  readonly onProgress?: (line: string) => void;
}

/** Some images make a database first. */
const readyLimitMs = 60_000;
/** Enough for a traceback and what led to it. */
const tailLines = 20;
const portTaken = /port is already allocated|address already in use/i;

/**
 * Starts a homeserver from an image and waits until it is ready.
 *
 * @throws {ConfigurationError} if no engine answers or there is no such image
 * @throws {TargetError} if it does not start or does not get ready; the message ends with the end of its log
 */
export async function startContainerTarget(options: ContainerTargetOptions): Promise<Target> {
  const { image, onProgress = () => {} } = options;
  const engine = await findEngine(options.peerHost);
  onProgress(`Starting ${image} with ${engine.title}`);
  const { session, leave } = await joinSession(engine);
  const launch = async (): Promise<Target> => {
    const certificateAuthority = await options.certificateAuthority;
    const ports = await chooseFreePorts();
    const serverName = `hs-${randomUUID().slice(0, 8)}`;
    const network = options.federates || !engine.hasBridge ? await session.network() : null;
    const clientUrl = `http://${engine.host}:${ports.client}`;
    const start = await imageStart({ ...options, certificateAuthority, serverName, clientUrl });
    const container = await startContainer(engine, {
      image,
      serverName,
      start,
      labels: session.labels,
      network,
      ports,
      restarts: options.restarts,
      onLaunch: options.onLaunch,
    });
    try {
      return await targetIn(container, {
        ...options,
        certificateAuthority,
        engine,
        ports,
        serverName,
        clientUrl,
        start,
        leave,
      });
    } catch (error) {
      await container[Symbol.asyncDispose]();
      throw error;
    }
  };
  try {
    // If somebody takes one of the ports first, others are tried, once.
    return await launch().catch((error: Error) => (portTaken.test(error.message) ? launch() : Promise.reject(error)));
  } catch (error) {
    await leave();
    throw clearError(error as Error & { statusCode?: number }, image);
  }
}

interface Launched extends ContainerTargetOptions {
  readonly certificateAuthority: IssuingAuthority;
  readonly engine: Engine;
  readonly ports: Ports;
  readonly serverName: string;
  readonly clientUrl: string;
  readonly start: ImageStart;
  readonly leave: () => Promise<void>;
}

/** Waits until the container's homeserver is ready, and says what it is. */
async function targetIn(container: HomeserverContainer, launched: Launched): Promise<Target> {
  const { image, engine, ports, serverName, clientUrl, start, certificateAuthority } = launched;
  const { certificate, privateKey } = certificateAuthority;
  const address = { host: engine.host, port: ports.federation };
  const federationUrl = `https://${serverName}`;
  let died: string | null = null;
  let stopping = false;
  const ready = async (): Promise<void> => {
    const ended = container.ended.then(async (exitCode) => {
      if (stopping) return 'it was stopped';
      died = `${image} ended by itself with exit code ${exitCode}.${await quoteTail(container)}`;
      return died;
    });
    await whenReady(container, launched, { federationUrl, address, ended });
  };
  await ready();
  const identity = await identify(federationUrl, address, certificate);
  const control: TargetControl = {
    async stop() {
      if (!launched.restarts)
        throw new Error(`${image} was started without \`restarts\`: it would not find its files again`);
      stopping = true;
      const { ended } = container;
      await container.stop();
      await ended; // otherwise its end would be told when it runs again
    },
    async start() {
      stopping = false;
      await container.start();
      await ready();
    },
    async restart() {
      await control.stop();
      await control.start();
    },
    pause: () => container.pause(),
    resume: () => container.resume(),
  };
  return {
    connection: {
      name: identity.homeserver?.name ?? identity.name,
      version: identity.version,
      serverName,
      clientUrl,
      federationUrl,
      federationAddress: address,
      peerHost: engine.peerHost,
      certificateAuthority: { certificate, privateKey },
      registration: start.registration,
      // By the contract of its image anybody can register.
      features: launched.features ?? identity.homeserver?.features ?? ['open-registration'],
      ...(identity.homeserver && { disclosure: identity.homeserver.disclosure }),
    },
    processId: null,
    control,
    cpuSeconds: () => container.cpuSeconds(),
    logLines: (fromMs, toMs) => container.logLines(fromMs, toMs),
    diedWith: () => died,
    async [Symbol.asyncDispose]() {
      stopping = true;
      await container[Symbol.asyncDispose]();
      await launched.leave();
    },
  };
}

/** What a homeserver in a container is reached by. */
interface Reach {
  readonly federationUrl: string;
  readonly address: { readonly host: string; readonly port: number };
  /** Resolves, with a sentence, if it ends. */
  readonly ended: Promise<string>;
}

async function whenReady(container: HomeserverContainer, launched: Launched, reach: Reach): Promise<void> {
  const { image, serverName, clientUrl, start, certificateAuthority, timeoutFactor } = launched;
  const limitMs = readyLimitMs * timeoutFactor;
  const outcome = await waitUntilReady({
    clientUrl,
    federationUrl: reach.federationUrl,
    federationAddress: reach.address,
    certificate: certificateAuthority.certificate,
    signingKey: start.signingKey,
    limitMs,
    ended: reach.ended,
  });
  if (outcome.kind === 'ended') throw new TargetError(`${image} did not get ready. ${outcome.how}`);
  if (outcome.kind === 'late') {
    throw new TargetError(
      `${image} did not get ready within ${limitMs / 1000} s: ${outcome.last}. It must answer GET /_matrix/client/versions on port ` +
        `${containerPorts.client} and, as ${serverName} with a certificate by the authority in /complement/ca, GET /_matrix/key/v2/server on ` +
        `port ${containerPorts.federation}. On a slow or busy machine raise the limit with --timeout-factor.${await quoteTail(container)}`,
    );
  }
}

interface Identity {
  readonly name: string;
  readonly version: string | null;
  readonly homeserver: Homeserver | undefined;
}

/**
 * Asks a homeserver what it is.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1version
 */
async function identify(
  federationUrl: string,
  address: { readonly host: string; readonly port: number },
  certificate: string,
): Promise<Identity> {
  const url = `${federationUrl}/_matrix/federation/v1/version`;
  const answer = await ask(url, 10_000, { certificateAuthorities: [certificate], address }).catch(() => null);
  const told = serverIn(answer?.body ?? '');
  const name = text(told['name'])?.toLowerCase() ?? 'container';
  return {
    name,
    version: text(told['version'])?.split(/\s/)[0] ?? null,
    homeserver: knownHomeservers.find((known) => known.name === name),
  };
}

/** Whether the answer is right is a check's business. */
function serverIn(body: string): Record<string, unknown> {
  try {
    const answer = JSON.parse(body) as { server?: Record<string, unknown> } | null;
    return answer?.server ?? {};
  } catch {
    return {};
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && /\S/.test(value) ? value : null;
}

function clearError(error: Error & { statusCode?: number }, image: string): Error {
  if (error instanceof TargetError || error instanceof ConfigurationError) return error;
  const why = error.message.replaceAll(/\s+/g, ' ');
  if (/no such image|pull access denied|not found|manifest unknown|failed to resolve|lookup|dial tcp/i.test(why)) {
    return new ConfigurationError(
      `The container engine does not have the image ${image} and cannot fetch it: ${why}. Build it, or write its name as ` +
        '`docker images` shows it.',
      { cause: error },
    );
  }
  return new TargetError(`The container engine cannot start ${image}: ${why}.`, { cause: error });
}

async function quoteTail(container: HomeserverContainer): Promise<string> {
  const tail = (await container.logTail(tailLines)).trimEnd();
  return tail === '' ? ' Its log is empty.' : ` The end of its log:\n${tail.replaceAll(/^/gm, '  | ')}`;
}
