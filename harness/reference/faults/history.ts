import { answering, change, type Lie, only, without } from '../../wire/doctors.ts';
import type { Doctor } from '../../wire/wire.ts';
import type { Fault } from '../fault.ts';
import { historyRules } from '../rules/history.ts';

const messages = answering('GET', '/_matrix/client/v3/rooms/:roomId/messages');

/** Keeps a lie to history that is refused. */
const refused = (lie: Lie): Doctor => only(({ status }) => status >= 400, messages(lie));

const pages: readonly Fault[] = [
  {
    id: 'messages.always-chronological',
    does: 'Gives history in chronological order also backwards',
    breaks: ['cs.messages.order', 'cs.sync.closes-gap'],
    rules: { inDirection: (events) => [...events] },
  },
  {
    id: 'messages.always-backwards',
    does: 'Gives history in the reverse order also forwards',
    breaks: ['cs.messages.order', 'cs.sync.closes-gap'],
    rules: { inDirection: (events) => events.toReversed() },
  },
  {
    id: 'messages.pages-overlap',
    does: 'Begins a page backwards with the last event of the one before',
    breaks: ['cs.messages.order'],
    rules: { positionBefore: (position) => position },
  },
  {
    id: 'messages.pages-lose-an-event',
    does: 'Loses an event between two pages backwards',
    breaks: ['cs.messages.order'],
    rules: { positionBefore: (position) => position - 2 },
  },
  {
    id: 'messages.longer-than-asked',
    does: 'Gives one event more than was asked for',
    breaks: ['cs.messages.limit'],
    rules: { longestPage: (limit) => limit + 1 },
  },
];

const ends: readonly Fault[] = [
  {
    id: 'messages.ends-after-a-page',
    does: 'Gives no token for a next page',
    breaks: ['cs.messages.end', 'cs.messages.order'],
    rules: { goesOn: () => undefined },
  },
  {
    id: 'messages.never-ends',
    does: 'Gives a token for a next page also where there is none',
    breaks: ['cs.messages.end', 'cs.messages.order'],
    rules: { goesOn: (end) => end ?? 0 },
  },
  {
    id: 'messages.forwards-from-now',
    does: 'Starts at the last event also forwards, where no token is given',
    breaks: ['cs.messages.without-token'],
    rules: { startOfHistory: (_direction, now) => now },
  },
  {
    id: 'messages.without-token-refused',
    does: 'Refuses to read history without a token',
    breaks: ['cs.messages.without-token', 'cs.messages.not-a-member'],
    doctor: only(
      ({ target }) => !target.includes('from='),
      messages({ status: 400, json: { errcode: 'M_MISSING_PARAM', error: 'from is missing' } }),
    ),
  },
];

const access: readonly Fault[] = [
  {
    id: 'messages.open-to-strangers',
    does: 'Lets everybody look into every room',
    breaks: ['cs.messages.not-a-member', 'cs.state.not-a-member'],
    rules: { isOpenToAll: () => true },
  },
  {
    id: 'messages.stranger-finds-nothing',
    does: 'Says that a room does not exist to somebody who is not in it',
    breaks: ['cs.messages.not-a-member'],
    doctor: refused({ status: 404, json: { errcode: 'M_NOT_FOUND', error: 'There is no such room' } }),
  },
  {
    id: 'messages.refusal-without-code',
    does: 'Refuses history without an error code',
    breaks: ['cs.messages.not-a-member', 'cs.schema.getRoomEvents'],
    doctor: refused(without('errcode')),
  },
  {
    id: 'history.shared-from-the-join-on',
    // Also from those who were there first, since a room begins before its creator is in it.
    does: 'Shows shared history only from the join on, as if it were that of members',
    breaks: ['cs.messages.not-a-member', 'cs.messages.order', 'cs.create-room.order'],
    rules: { showsEvent: (visibility, membership) => historyRules.showsEvent(visibility, membership, false) },
  },
];

const shapes: readonly Fault[] = [
  {
    id: 'messages.no-start',
    does: 'Does not say where a page of history starts',
    breaks: ['cs.schema.getRoomEvents'],
    doctor: messages(without('start')),
  },
  {
    id: 'messages.room-id-left-out',
    does: 'Leaves the room ID out of events outside of a sync',
    breaks: ['cs.schema.getRoomEvents'],
    doctor: messages(without('chunk', '*', 'room_id')),
  },
  {
    id: 'messages.time-as-text',
    does: 'Gives the time of events as text',
    breaks: ['cs.schema.getRoomEvents'],
    doctor: messages(change(['chunk', '*', 'origin_server_ts'], (ts) => JSON.stringify(ts ?? null))),
  },
];

export const historyFaults: readonly Fault[] = [...pages, ...ends, ...access, ...shapes];
