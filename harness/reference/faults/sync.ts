import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { answering, change, type Lie, only, without } from '../../wire/doctors.ts';
import { valueAt } from '../../wire/read.ts';
import type { Doctor } from '../../wire/wire.ts';
import type { Fault } from '../fault.ts';

const sync = answering('GET', '/_matrix/client/v3/sync');

const joined = ['rooms', 'join', '*'] as const;

/** The first syncs, which show what there is. */
const first = (lie: Lie): Doctor => only(({ target }) => !target.includes('since='), sync(lie));

/** Those that show what is new. */
const later = (lie: Lie): Doctor => only(({ target }) => target.includes('since='), sync(lie));

/** Puts a list in the place of the state of each joined room. */
const stating = (state: (room: JsonObject) => JsonValue[]): Lie =>
  change(joined, (room) => (isJsonObject(room) ? { ...room, state: { events: state(room) } } : room));

const stateIn = (room: JsonObject, list: 'state' | 'timeline'): JsonValue[] => {
  const events = valueAt(room, list, 'events');
  return Array.isArray(events)
    ? events.filter((event) => list === 'state' || (isJsonObject(event) && event['state_key'] !== undefined))
    : [];
};

const stateFaults: readonly Fault[] = [
  {
    id: 'sync.state-at-the-end',
    does: 'Gives the state at the end of the timeline as that at its start',
    breaks: ['cs.sync.initial-state'],
    rules: { stateAtStart: (_start, end) => end },
  },
  {
    id: 'sync.no-members-in-state',
    does: 'Leaves the members of a room to those who ask for them',
    breaks: ['cs.sync.initial-state'],
    doctor: first(
      stating((room) => stateIn(room, 'state').filter((event) => valueAt(event, 'type') !== 'm.room.member')),
    ),
  },
  {
    id: 'sync.state-after-for-everybody',
    does: 'Gives the state at the end of the timeline, under its own name, to clients that did not ask for it',
    breaks: ['cs.sync.initial-state', 'cs.sync.limited'],
    rules: { givesStateAfter: () => true },
  },
  {
    id: 'sync.no-create-event',
    does: 'Leaves the create event out of the state',
    breaks: ['cs.sync.initial-state'],
    doctor: first(
      stating((room) => stateIn(room, 'state').filter((event) => valueAt(event, 'type') !== 'm.room.create')),
    ),
  },
  {
    id: 'sync.timeline-in-state',
    does: 'Repeats the state that is in the timeline in the state list',
    breaks: ['cs.sync.no-repetition'],
    doctor: first(stating((room) => [...stateIn(room, 'timeline'), ...stateIn(room, 'state')])),
  },
];

const incremental: readonly Fault[] = [
  {
    id: 'sync.whole-state-every-time',
    does: 'Gives the whole state of a room whenever something is new in it',
    breaks: ['cs.sync.incremental', 'cs.sync.limited'],
    rules: { repeatsState: () => true },
  },
  {
    id: 'sync.state-without-a-gap',
    does: 'Gives state that changed in a timeline without a gap in the state list, too',
    breaks: ['cs.sync.incremental'],
    doctor: later(
      change(joined, (room) =>
        isJsonObject(room) && valueAt(room, 'timeline', 'limited') !== true
          ? { ...room, state: { events: stateIn(room, 'timeline') } }
          : room,
      ),
    ),
  },
  {
    id: 'sync.nothing-new-without-a-message',
    does: 'Shows state events in no timeline but the first',
    breaks: ['cs.sync.incremental'],
    doctor: only(
      ({ target }) => !target.includes('ephemeral'),
      later(change([...joined, 'timeline', 'events'], (events) => messagesOf(events))),
    ),
  },
];

const gaps: readonly Fault[] = [
  {
    id: 'sync.never-limited',
    does: 'Does not say that a timeline leaves events out',
    breaks: ['cs.sync.limited'],
    rules: { isLimited: () => false },
  },
  {
    id: 'sync.gap-without-state',
    does: 'Does not say what the events changed that a timeline leaves out',
    breaks: ['cs.sync.limited'],
    rules: { stateAtStart: (start, _end, known) => (known.size > 0 ? known : start) },
  },
  {
    id: 'sync.gap-loses-an-event',
    does: 'Gives a token for the gap that leaves out the event before the timeline',
    breaks: ['cs.sync.closes-gap'],
    rules: { endOfGap: (position) => position - 2 },
  },
  {
    id: 'sync.gap-repeats-an-event',
    does: 'Gives a token for the gap that has the first event of the timeline in it',
    breaks: ['cs.sync.closes-gap'],
    rules: { endOfGap: (position) => position },
  },
  {
    id: 'sync.gap-has-no-end',
    does: 'Reads history beyond the token at which it shall stop',
    breaks: ['cs.sync.closes-gap'],
    rules: { stopsAt: () => undefined },
  },
  {
    id: 'sync.no-token-for-the-gap',
    does: 'Gives no token for the events that a timeline leaves out',
    breaks: ['cs.sync.closes-gap'],
    doctor: sync(without(...joined, 'timeline', 'prev_batch')),
  },
];

const filters: readonly Fault[] = [
  {
    id: 'filter.rooms-ignored',
    does: 'Shows rooms that a filter does not list',
    breaks: ['cs.filter.rooms'],
    rules: { showsRoom: () => true },
  },
  {
    id: 'filter.rooms-by-the-event-alone',
    does: 'Filters by the room ID in an event, which the create event of some room versions does not have',
    breaks: ['cs.filter.rooms'],
    roomVersions: ['12'],
    rules: { roomIdOf: ({ pdu }) => pdu.room_id ?? '' },
  },
];

const shapes: readonly Fault[] = [
  {
    id: 'sync.limited-is-a-number',
    does: 'Says 1 for a timeline with a gap, and 0 for another',
    breaks: ['cs.schema.sync', 'cs.sync.limited'],
    doctor: sync(change([...joined, 'timeline', 'limited'], (limited) => (limited === true ? 1 : 0))),
  },
  {
    id: 'sync.counts-as-text',
    does: 'Gives the number of unread messages as text',
    breaks: ['cs.schema.sync'],
    doctor: sync(change([...joined, 'unread_notifications', 'notification_count'], (count) => JSON.stringify(count))),
  },
];

export const syncFaults: readonly Fault[] = [...stateFaults, ...incremental, ...gaps, ...filters, ...shapes];

function messagesOf(events: JsonValue | undefined): JsonValue[] {
  return Array.isArray(events) ? events.filter((event) => isJsonObject(event) && event['state_key'] === undefined) : [];
}
