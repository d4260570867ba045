import type { JsonValue } from '../protocol/json.ts';
import { UnexpectedAnswer } from '../wire/errors.ts';
import { show } from '../wire/read.ts';
import type { Client } from './client.ts';

/** One long poll; the target answers as soon as there is something. */
const pollMs = 5_000;

/** Federated events are visible within tens of milliseconds: this is where waiting ends. */
const syncLimitMs = 10_000;

/** Presence says nothing of a room, and would end a long poll for nothing. */
const filter = JSON.stringify({ presence: { not_types: ['*'] } });

/**
 * Syncs from the start until an answer holds what is looked for, for what {@link Client.follow} does not show: invites,
 * to-device messages.
 *
 * @param what names what is waited for, for the failure
 * @param find is given each answer once, in order, and may keep what it needs of it; undefined goes on
 * @throws UnexpectedAnswer where it has not come when the limit passes
 */
export async function syncUntil<T>(
  client: Client,
  what: string,
  find: (answer: JsonValue | undefined) => T | undefined,
): Promise<T> {
  const limitMs = syncLimitMs * client.timeoutFactor;
  const deadline = performance.now() + limitMs;
  let since: string | undefined;
  for (;;) {
    const leftMs = Math.max(0, deadline - performance.now());
    const timeout = since === undefined ? 0 : Math.ceil(Math.min(pollMs, leftMs));
    const { response, nextBatch } = await client.sync({ filter, timeout, ...(since !== undefined && { since }) });
    since = nextBatch;
    const found = find(response.json);
    if (found !== undefined) return found;
    if (leftMs <= 0) {
      throw new UnexpectedAnswer(`${client.name} was not shown ${what} within ${limitMs / 1000} s`, {
        expected: what,
        actual: `last of all ${show(response.json)}`,
      });
    }
  }
}
