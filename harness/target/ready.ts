import { setTimeout as wait } from 'node:timers/promises';
import { ask, type Answer } from './ask.ts';
import type { SigningKey } from './signing-key.ts';

/** Small against the time of a start, large against the cost of a refused connection. */
const pollMs = 20;
/** A server that is still starting accepts connections before it answers: rather ask again than wait long. */
const answerMs = 2000;

/** The server that is waited for. */
export interface StartingServer {
  /** Base URL of the client-server API. */
  readonly clientUrl: string;
  /** Base URL of the server-server API, asked over TLS. */
  readonly federationUrl: string;
  /** PEM certificate of the authority that signed the server's. */
  readonly certificate: string;
  /** The key that it was given. */
  readonly signingKey: SigningKey;
  /** Resolves, with a sentence, if its process ends. */
  readonly ended: Promise<string>;
  readonly limitMs: number;
}

/** How waiting for a server came out. */
export type Readiness =
  | { readonly kind: 'ready' }
  | { readonly kind: 'late' }
  | { readonly kind: 'ended'; readonly how: string };

/**
 * Waits until a server answers on both of its addresses and is the one that was given the signing key.
 *
 * A server that answers proves nothing: if a port was taken, somebody else's homeserver answers on it, while the new
 * one is about to end.
 */
export async function waitUntilReady(server: StartingServer): Promise<Readiness> {
  const ended = server.ended.then((how) => ({ kind: 'ended', how }) as const);
  const deadline = Date.now() + server.limitMs;
  while (Date.now() <= deadline) {
    const outcome = await Promise.race([isReady(server), ended]);
    if (outcome === true) return { kind: 'ready' };
    if (outcome !== false) return outcome;
    await Promise.race([wait(pollMs), ended]);
  }
  return { kind: 'late' };
}

async function isReady(server: StartingServer): Promise<boolean> {
  try {
    const versions = await ask(`${server.clientUrl}/_matrix/client/versions`, answerMs);
    if (versions.status !== 200) return false;
    const keys = await ask(`${server.federationUrl}/_matrix/key/v2/server`, answerMs, [server.certificate]);
    if (!publishes(keys, server.signingKey)) return false;
    // Not every homeserver publishes its keys on the client port too; one that does must be the same.
    const keysThere = await ask(`${server.clientUrl}/_matrix/key/v2/server`, answerMs);
    return keysThere.status !== 200 || publishes(keysThere, server.signingKey);
  } catch {
    return false; // nobody listens yet, or somebody whose certificate is not ours
  }
}

/** Source: https://spec.matrix.org/v1.19/server-server-api/#get_matrixkeyv2server */
function publishes(answer: Answer, signingKey: SigningKey): boolean {
  if (answer.status !== 200) return false;
  const body = JSON.parse(answer.body) as { verify_keys?: Record<string, { key?: string } | undefined> } | null;
  return body?.verify_keys?.[`ed25519:${signingKey.version}`]?.key === signingKey.publicKey;
}
