import {
  answering,
  both,
  change,
  type Doctor,
  isJsonObject,
  type JsonValue,
  valueAt,
  without,
} from '../../harness/doctoring.ts';
import { showingEveryPdu } from '../server-server/leaking.ts';

const sync = answering('GET', '/_matrix/client/v3/sync');
const state = answering('GET', '/_matrix/client/v3/rooms/:roomId/state');

export const showingNothing: Doctor = sync(change(['rooms', 'join'], () => ({})));

/** Clients are shown nothing but the messages by which a check knows that all before them was taken in. */
const silent: Doctor = sync(
  change(['rooms', 'join', '*', 'timeline', 'events'], (events) =>
    Array.isArray(events) ? events.filter((event) => valueAt(event, 'content', 'body') === 'Hello') : events,
  ),
);

/** A homeserver that has none of the rules, one that has taken nothing in, and one whose state is another. */
export const lies: Readonly<Record<string, Doctor>> = {
  'shows what is forbidden': showingEveryPdu(),
  'shows nothing of what is allowed': both(silent, state({ status: 200, json: [] })),
  'has another state': state(
    change(['*'], (event: JsonValue | undefined) =>
      isJsonObject(event) ? { ...event, event_id: `${JSON.stringify(event['event_id'])}-another` } : event,
    ),
  ),
  'lacks some of the state': state(without(0)),
};
