import { setTimeout as wait } from 'node:timers/promises';
import { ask, type Answer } from './ask.ts';
import type { SigningKey } from './signing-key.ts';
import type { TargetConnection } from './target.ts';

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
  /** Where connections for `federationUrl` go, if not to its host. */
  readonly federationAddress?: TargetConnection['federationAddress'];
  /** PEM certificate of the authority that signed the server's. */
  readonly certificate: string;
  /** The key that it was given; null where it makes its own. */
  readonly signingKey: SigningKey | null;
  /** Resolves, with a sentence, if its process ends. */
  readonly ended: Promise<string>;
  readonly limitMs: number;
}

/** How waiting for a server came out. */
export type Readiness =
  | { readonly kind: 'ready' }
  /** @property last why it was not ready when it was asked last */
  | { readonly kind: 'late'; readonly last: string }
  | { readonly kind: 'ended'; readonly how: string };

/**
 * Waits until a server answers on both of its addresses and, if it was given a signing key, is the one that was.
 *
 * A server that answers proves nothing: if a port was taken, somebody else's homeserver answers on it, while the new
 * one is about to end.
 */
export async function waitUntilReady(server: StartingServer): Promise<Readiness> {
  const ended = server.ended.then((how) => ({ kind: 'ended', how }) as const);
  const deadline = Date.now() + server.limitMs;
  let last = 'it was not asked';
  while (Date.now() <= deadline) {
    const outcome = await Promise.race([whyNotReady(server), ended]);
    if (outcome === null) return { kind: 'ready' };
    if (typeof outcome !== 'string') return outcome;
    last = outcome;
    await Promise.race([wait(pollMs), ended]);
  }
  return { kind: 'late', last };
}

/** @returns null where it is ready */
async function whyNotReady(server: StartingServer): Promise<string | null> {
  const versionsUrl = `${server.clientUrl}/_matrix/client/versions`;
  const keysUrl = `${server.federationUrl}/_matrix/key/v2/server`;
  let asked = versionsUrl;
  try {
    const versions = await ask(versionsUrl, answerMs);
    if (versions.status !== 200) return `GET ${asked} gave status ${versions.status}`;
    asked = keysUrl;
    const { certificate, signingKey, federationAddress } = server;
    const keys = await ask(keysUrl, answerMs, {
      certificateAuthorities: [certificate],
      ...(federationAddress && { address: federationAddress }),
    });
    if (keys.status !== 200) return `GET ${asked} gave status ${keys.status}`;
    if (signingKey === null) return null;
    if (!publishes(keys, signingKey)) return `GET ${asked} gave another signing key than it was given`;
    // Not every homeserver publishes its keys on the client port too; one that does must be the same.
    asked = `${server.clientUrl}/_matrix/key/v2/server`;
    const keysThere = await ask(asked, answerMs);
    return keysThere.status !== 200 || publishes(keysThere, signingKey)
      ? null
      : `GET ${asked} gave another signing key than it was given`;
  } catch (error) {
    // Nobody listens yet, or somebody whose certificate is not ours.
    return `GET ${asked}: ${(error as Error).message}`;
  }
}

/** Source: https://spec.matrix.org/v1.19/server-server-api/#get_matrixkeyv2server */
function publishes(answer: Answer, signingKey: SigningKey): boolean {
  if (answer.status !== 200) return false;
  const body = JSON.parse(answer.body) as { verify_keys?: Record<string, { key?: string } | undefined> } | null;
  return body?.verify_keys?.[`ed25519:${signingKey.version}`]?.key === signingKey.publicKey;
}
