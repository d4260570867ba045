import {
  answering,
  change,
  type Doctor,
  type DoctoredAnswers,
  type JsonValue,
  valueAt,
} from '../../harness/doctoring.ts';
import { forbidden, notFound } from '../whole-answers.ts';
import { granted, nth } from './which-message.ts';

const missing = answering('POST', '/_matrix/federation/v1/get_missing_events/:roomId');
const send = answering('PUT', '/_matrix/federation/v1/send/:txnId');
const sync = answering('GET', '/_matrix/client/v3/sync');
const shownEvent = answering('GET', '/_matrix/client/v3/rooms/:roomId/event/:eventId');

const list = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);
const silentAbout = (body: string): Doctor =>
  sync(
    change(['rooms', 'join', '*', 'timeline', 'events'], (events) =>
      list(events).filter((event) => valueAt(event, 'content', 'body') !== body),
    ),
  );
const another = (event: JsonValue | undefined): JsonValue => ({
  ...(event as Record<string, JsonValue>),
  depth: 1,
  event_id: '$another:localhost',
});

export default {
  'obtains the events that it misses before an event': {
    'refuses the event': send(
      change(['pdus'], (pdus) => Object.fromEntries(Object.keys(pdus ?? {}).map((id) => [id, { error: 'no' }]))),
    ),
    'drops the event': silentAbout('last'),
    'does not obtain the first': nth(1, granted, shownEvent(notFound)),
    'does not obtain the second': nth(2, granted, shownEvent(notFound)),
    'keeps another content': shownEvent(change(['content', 'body'], () => 'another')),
    'keeps another sender': shownEvent(change(['sender'], () => '@another:localhost')),
  },
  'gives the events between two ends, up to a limit': {
    refuses: missing(forbidden),
    'gives nothing': missing({ json: { events: [] } }),
    'no list': missing({ json: {} }),
    'leaves one out': nth(1, granted, missing(change(['events'], (events) => list(events).slice(1)))),
    'gives another event, too': nth(
      1,
      granted,
      missing(change(['events'], (events) => [...list(events), another(list(events)[0])])),
    ),
    'gives one twice': nth(
      1,
      granted,
      missing(change(['events'], (events) => [...list(events), ...list(events).slice(0, 1)])),
    ),
    'leaves one out where there is a limit': nth(
      2,
      granted,
      missing(change(['events'], (events) => list(events).slice(1))),
    ),
    'gives the wrong ones where there is a limit': nth(2, granted, missing(change(['events', 0], another))),
  },
  'leaves out the events below a depth': {
    refuses: missing(forbidden),
    'leaves one out': nth(1, granted, missing(change(['events'], (events) => list(events).slice(1)))),
    'does not heed the depth': nth(
      2,
      granted,
      missing(change(['events'], (events) => [another(list(events)[0]), ...list(events)])),
    ),
    'leaves out the event at the depth': nth(2, granted, missing({ json: { events: [] } })),
  },
} satisfies DoctoredAnswers;
