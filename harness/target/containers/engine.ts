import type { ContainerRuntimeClient } from 'testcontainers';
import { ConfigurationError } from '../errors.ts';

/** A container engine that answers: Docker, or Podman by the same interface. */
export interface Engine {
  readonly client: ContainerRuntimeClient;
  /** Where the ports of containers are published. */
  readonly host: string;
  /** Under which name containers reach this machine. */
  readonly peerHost: string;
  /** Lines for a container's table of host names, without which it does not know that name. */
  readonly extraHosts: readonly { readonly host: string; readonly ipAddress: string }[];
  /** Whether containers reach this machine without a network of their own. */
  readonly hasBridge: boolean;
  /** `Docker 28.2.2` */
  readonly title: string;
}

/**
 * Finds the container engine that this user has: the one in `DOCKER_HOST`, or the one on this machine.
 *
 * @param peerHost under which name containers reach this machine, where the engine is another machine's
 * @throws {ConfigurationError} if none answers
 */
export async function findEngine(peerHost?: string): Promise<Engine> {
  // Loaded only here: no other target needs it, and it takes a quarter of a second.
  const { getContainerRuntimeClient } = await import('testcontainers');
  const asked = process.env['DOCKER_HOST'];
  const client = await getContainerRuntimeClient().catch((error: Error) => {
    throw noEngine(asked, error);
  });
  // The library goes on to the engine of this machine.
  if (asked !== undefined && !isAt(client, asked)) throw noEngine(asked);
  const { host } = client.info.containerRuntime;
  const { Version, Components } = await client.container.dockerode.version();
  const isPodman = Components.some(({ Name }) => /podman/i.test(Name));
  return {
    client,
    host: host === 'localhost' ? '127.0.0.1' : host,
    hasBridge: !isPodman, // one of a user without root puts each container into a stack of its own
    title: `${isPodman ? 'Podman' : 'Docker'} ${Version}`,
    ...(peerHost === undefined ? nameOfThisMachine(isPodman) : { peerHost, extraHosts: [] }),
  };
}

function noEngine(asked: string | undefined, cause?: Error): ConfigurationError {
  return new ConfigurationError(
    `No container engine answers${asked === undefined ? '' : ` at DOCKER_HOST=${asked}`}: homeservers in containers need ` +
      'Docker or Podman. Start it (systemctl start docker, or podman system service --time=0), let this user reach it, or ' +
      'name one with DOCKER_HOST. touchstone doctor says what it finds.',
    { cause },
  );
}

function isAt({ container }: ContainerRuntimeClient, address: string): boolean {
  const { socketPath, host } = container.dockerode.modem as { socketPath?: string; host?: string };
  const { hostname, pathname } = new URL(address);
  return hostname === '' ? socketPath === pathname : host === hostname;
}

/** Podman gives every container a name for this machine; Docker has to be told which. */
function nameOfThisMachine(isPodman: boolean): Pick<Engine, 'peerHost' | 'extraHosts'> {
  if (isPodman) return { peerHost: 'host.containers.internal', extraHosts: [] };
  const peerHost = 'host.docker.internal';
  return { peerHost, extraHosts: [{ host: peerHost, ipAddress: 'host-gateway' }] };
}
