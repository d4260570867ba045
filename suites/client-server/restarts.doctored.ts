import { randomUUID } from 'node:crypto';
import {
  answering,
  change,
  type DoctoredAnswers,
  isJsonObject,
  type JsonValue,
  valueAt,
} from '../../harness/doctoring.ts';
import { changeList, refusal, timelines } from './lies.ts';

const whoami = answering('GET', '/_matrix/client/v3/account/whoami');
const send = answering('PUT', '/_matrix/client/v3/rooms/:roomId/send/m.room.message/:txnId');
const sync = answering('GET', '/_matrix/client/v3/sync');
const state = answering('GET', '/_matrix/client/v3/rooms/:roomId/state');
const device = ['to_device', 'events'];

const list = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);

/** Gives each event of the state another ID each time. */
const otherEvents = (events: JsonValue | undefined): JsonValue[] =>
  list(events).map((event) => (isJsonObject(event) ? { ...event, event_id: `$${randomUUID()}` } : event));

export default {
  'keeps sessions and the state of rooms': {
    'knows a token no longer': whoami(refusal(401, 'M_UNKNOWN_TOKEN')),
    'takes a token for that of another user': whoami(change(['user_id'], () => '@another:localhost')),
    'takes a token for that of another device': whoami(change(['device_id'], () => 'ANOTHER')),
    'has other state': state(({ json }) => ({ json: otherEvents(json) })),
  },
  'continues a sync from before, without gap or repetition': {
    'with an event that was shown before': sync(
      changeList(timelines, (events) =>
        events.flatMap((event): JsonValue[] =>
          isJsonObject(event) ? [{ ...event, event_id: `$${randomUUID()}` }, event] : [event],
        ),
      ),
    ),
    'without an event that was not shown before': sync(
      changeList(timelines, (events) => events.filter((event) => valueAt(event, 'content', 'body') !== 'Said before')),
    ),
  },
  'takes a request that is sent again for the one that it repeats': {
    'answers with another event': send(change(['event_id'], () => `$${randomUUID()}`)),
  },
  'keeps messages to a device until it fetches them': {
    'gives them twice': sync(change(device, (events) => [...list(events), ...list(events)])),
    'loses them': sync(
      changeList(device, (events) => events.filter((event) => valueAt(event, 'content', 'body') !== 'before')),
    ),
  },
} satisfies DoctoredAnswers;
