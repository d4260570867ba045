import { type Client, objectsAt, valueAt } from '../../harness/index.ts';

/** Messages and nothing else, so that the dozens of events before the one that is waited for end no poll. */
const messagesOnly = JSON.stringify({
  room: {
    timeline: { types: ['m.room.message'] },
    state: { not_types: ['*'] },
    ephemeral: { not_types: ['*'] },
    account_data: { not_types: ['*'] },
  },
  presence: { not_types: ['*'] },
  account_data: { not_types: ['*'] },
});

/** Each ends as soon as there is a message. */
const pollMs = 5_000;
/** More than dozens of events take a busy homeserver. What has not come then is told by the wait that follows. */
const limitMs = 10_000;

/** Polls until the user is shown a message, or nothing more can be hoped for. */
export async function untilSaid(eventId: string, roomId: string, guest: Client): Promise<void> {
  const deadline = performance.now() + limitMs * guest.timeoutFactor;
  let since: string | undefined;
  while (performance.now() < deadline) {
    const query = {
      filter: messagesOnly,
      timeout: since === undefined ? 0 : pollMs,
      ...(since !== undefined && { since }),
    };
    const { response, nextBatch } = await guest.sync(query);
    const timeline = valueAt(response.json, 'rooms', 'join', roomId, 'timeline', 'events');
    const said = timeline === undefined ? [] : objectsAt(timeline);
    if (said.some((event) => event['event_id'] === eventId)) return;
    since = nextBatch;
  }
}
