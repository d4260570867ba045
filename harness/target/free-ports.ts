import { createServer, type Server } from 'node:net';
import { once } from 'node:events';

/** The two ports of a homeserver on loopback. */
export interface Ports {
  readonly client: number;
  readonly federation: number;
}

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
  for (;;) {
    const server = await listen('127.0.0.1', 0);
    held.push(server);
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has an address and a port');
    try {
      held.push(await listen('::1', address.port));
      return address.port;
    } catch (error) {
      // Machines without IPv6 are fine; a port that is taken there is not.
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return address.port;
    }
  }
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
