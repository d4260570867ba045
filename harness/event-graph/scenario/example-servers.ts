import { createHash } from 'node:crypto';
import { encodeBase64 } from '../../protocol/base64.ts';
import { type SigningKey, signingKeyFromSeed } from '../../protocol/signing.ts';
import type { ScenarioServers } from './scenario-servers.ts';

/** Milliseconds: September 2020. */
const start = 1_600_000_000_000;

/** Servers that nobody runs, such as `a.example`, on which a scenario makes the same events each time. */
export function exampleServers(roomName: string): ScenarioServers {
  return { serverNameOf: (server) => `${server}.example`, signingKeyOf: exampleKeyOf, roomName, start };
}

/** The key of such a server, which follows from its name: it protects nothing. */
export function exampleKeyOf(serverName: string): SigningKey {
  const seed = createHash('sha256').update(`touchstone vectors ${serverName}`).digest();
  return signingKeyFromSeed('ed25519:1', encodeBase64(seed));
}
