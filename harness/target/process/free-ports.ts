import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { TargetError } from '../errors.ts';

/** The two ports of a homeserver on loopback. */
export interface Ports {
  readonly client: number;
  readonly federation: number;
}

/**
 * From which ports are chosen: below those that systems give to whoever asks for any (from 32768 on Linux, from 49152 elsewhere),
 * and above those of well-known services. So nobody is given one while the homeserver that has it is stopped and started again;
 * not even who asks whether it is ready, from a port that would then be the same.
 */
const [lowestPort, highestPort] = [15_000, 32_767];

/** Enough that a machine on which most of these ports are taken still has one. */
const mostTries = 200;

/**
 * Chooses two ports that nobody listens on, neither on 127.0.0.1 nor on ::1: a server name `localhost:PORT` may be
 * resolved to either. Somebody else may still take them before the homeserver does.
 */
export async function chooseFreePorts(): Promise<Ports> {
  const held: Server[] = [];
  try {
    const client = await holdFreePort(held);
    const federation = await holdFreePort(held);
    return { client, federation };
  } finally {
    await Promise.all(held.map(release));
  }
}

async function holdFreePort(held: Server[]): Promise<number> {
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const port = randomInt(lowestPort, highestPort + 1);
    try {
      held.push(await listen('127.0.0.1', port));
    } catch {
      continue; // taken
    }
    try {
      held.push(await listen('::1', port));
      return port;
    } catch (error) {
      // Machines without IPv6 are fine; a port that is taken there is not.
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return port;
    }
  }
  throw new TargetError(
    `No port is free for the homeserver: of those from ${lowestPort} to ${highestPort} on 127.0.0.1, ${mostTries} were ` +
      'tried and none could be listened on. Is loopback there, and may this program use it?',
  );
}

async function listen(host: string, port: number): Promise<Server> {
  const server = createServer().listen({ host, port });
  await once(server, 'listening');
  return server;
}

async function release(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await closed;
}
