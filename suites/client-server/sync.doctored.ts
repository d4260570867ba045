import {
  answering,
  change,
  type Doctor,
  type DoctoredAnswers,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  only,
  valueAt,
  without,
} from '../../harness/doctoring.ts';
import { changeEvents, changeList, refusal, states, timelines } from './lies.ts';

type Lie = Parameters<ReturnType<typeof answering>>[0];

const sync = answering('GET', '/_matrix/client/v3/sync');
const messages = answering('GET', '/_matrix/client/v3/rooms/:roomId/messages');

/** The syncs of the check itself: the harness follows rooms with a filter of its own, which leaves ephemeral events out. */
const shown = (lie: Lie) => only(({ target }) => !target.includes('ephemeral'), sync(lie));
/** Those with a token, which show what is new. */
const news = (lie: Lie) => only(({ target }) => target.includes('since='), shown(lie));
const backwards = (lie: Lie) => only(({ target }) => target.includes('dir=b'), messages(lie));
const forwards = (lie: Lie) => only(({ target }) => target.includes('dir=f'), messages(lie));

const withoutState = (type: string) => shown(changeEvents(states, type, () => []));
const named = (name: string): JsonObject => ({
  type: 'm.room.name',
  state_key: '',
  event_id: '$named',
  sender: '@dave:localhost',
  origin_server_ts: 0,
  content: { name },
});
/** Puts a list in the place of the state of each room. */
const stating = (state: (timeline: JsonValue[], state: JsonValue[]) => JsonValue[]): Lie =>
  change(['rooms', 'join', '*'], (room) =>
    isJsonObject(room) ? { ...room, state: { events: state(listAt(room, 'timeline'), listAt(room, 'state')) } } : room,
  );

function listAt(room: JsonObject, key: string): JsonValue[] {
  const list = valueAt(room, key, 'events');
  return Array.isArray(list) ? list : [];
}

/** Once something was new, it is new for ever. */
function sayingTheSameAgain(): Doctor {
  let said: JsonValue | undefined;
  return news(({ json }) => {
    said ??= valueAt(json, 'rooms') === undefined ? undefined : json;
    return said === undefined ? undefined : { json: said };
  });
}

const wrongTimelines: DoctoredAnswers[string] = {
  'an event less': shown(changeList(timelines, (events) => events.slice(1))),
  'an event twice': shown(changeList(timelines, (events) => [...events, ...events.slice(-1)])),
  'no rooms': shown(without('rooms', 'join')),
};

export default {
  'gives the state at the start of the timeline and repeats nothing': {
    ...wrongTimelines,
    'another order': shown(changeList(timelines, (events) => events.toReversed())),
    'the state at the end': shown(changeEvents(states, 'm.room.name', () => named('In the timeline'))),
    'no create event': withoutState('m.room.create'),
    'no members': withoutState('m.room.member'),
    'no power levels': withoutState('m.room.power_levels'),
    'no join rules': withoutState('m.room.join_rules'),
    'no name': withoutState('m.room.name'),
    'no topic': withoutState('m.room.topic'),
    'no state': shown(without('rooms', 'join', '*', 'state')),
    'state that is in the timeline': shown(stating((timeline, state) => [...timeline.slice(1, 2), ...state])),
    'state twice': shown(changeEvents(states, 'm.room.topic', (topic) => [topic, topic])),
  },
  'gives the state that the first event of the timeline replaces': {
    ...wrongTimelines,
    'no name': withoutState('m.room.name'),
    'the name at the end': shown(stating((_, state) => [...state, named('In the timeline')])),
  },
  'gives only what is new since the last sync': {
    'what is old, too': news(changeList(timelines, (events) => [named('Old'), ...events])),
    nothing: news(changeList(timelines, () => [])),
    'no room': news(without('rooms', 'join', '*')),
    state: news(stating((timeline, state) => [...state, ...timeline])),
    'the same again': sayingTheSameAgain(),
  },
  'marks a timeline that leaves events out, and tells how to read them': {
    'no mark': news(without('rooms', 'join', '*', 'timeline', 'limited')),
    'a wrong mark': news(change(['rooms', 'join', '*', 'timeline', 'limited'], () => false)),
    'an event less': news(changeList(timelines, (events) => events.slice(1))),
    'an event more': news(changeList(timelines, (events) => [named('More'), ...events])),
    'no state': news(stating(() => [])),
    'state that is old': news(stating((_, state) => [named('Old'), ...state])),
    'no token': news(without('rooms', 'join', '*', 'timeline', 'prev_batch')),
    'refuses to tell': messages(refusal(403, 'M_FORBIDDEN')),
    'an event less backwards': backwards(changeList(['chunk'], (events) => events.slice(1))),
    'an event more backwards': backwards(changeList(['chunk'], (events) => [named('More'), ...events])),
    'another order backwards': backwards(changeList(['chunk'], (events) => events.toReversed())),
    'an event less forwards': forwards(changeList(['chunk'], (events) => events.slice(1))),
    'an event more forwards': forwards(changeList(['chunk'], (events) => [...events, named('More')])),
    'another order forwards': forwards(changeList(['chunk'], (events) => events.toReversed())),
  },
  'shows the rooms that a filter lists whole, and no others': {
    'another room, too': shown(
      change(['rooms', 'join'], (joined) => (isJsonObject(joined) ? { ...joined, '!another:localhost': {} } : {})),
    ),
    'an event less': shown(changeList(timelines, (events) => events.slice(1))),
    'no rooms': shown(without('rooms', 'join')),
  },
} satisfies DoctoredAnswers;
