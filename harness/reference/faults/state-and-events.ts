import type { Pdu } from '../../protocol/pdu.ts';
import { isJsonObject, type JsonValue } from '../../protocol/json.ts';
import { answering, change, only, without } from '../../wire/doctors.ts';
import type { Fault } from '../fault.ts';

const v1 = '/_matrix/federation/v1';
const sendJoin = answering('PUT', '/_matrix/federation/v2/send_join/:roomId/:eventId');
const event = answering('GET', `${v1}/event/:eventId`);
const eventAuth = answering('GET', `${v1}/event_auth/:roomId/:eventId`);
const state = answering('GET', `${v1}/state/:roomId`);
const stateIds = answering('GET', `${v1}/state_ids/:roomId`);
const backfill = answering('GET', `${v1}/backfill/:roomId`);
const list = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);
const forbidden = { status: 403, json: { errcode: 'M_FORBIDDEN', error: 'No' } };
const notFound = { status: 404, json: { errcode: 'M_NOT_FOUND', error: 'No' } };

/** Every scenario shows whether other servers are told state and auth chains; some of them will do. */
const shownIn = '{server-server/{events,joining},state-resolution/scenarios/{nested-merges,power-levels-in-a-row}}';

const answers: readonly Fault[] = [
  {
    id: 'join.state-with-the-join',
    does: 'Gives other servers the state after an event as the state before it',
    breaks: ['ss.join.response', 'ss.state.before-event', 'ss.state-ids.before-event'],
    rules: { stateForServers: (room, eventId) => room.graph.stateAfter(eventId) },
  },
  {
    id: 'state.current',
    does: 'Gives other servers the current state as the state before any event',
    breaks: ['ss.state.before-event', 'ss.state-ids.before-event'],
    rules: { stateForServers: (room) => room.currentState },
  },
  {
    id: 'auth-chain.only-of-the-first',
    does: 'Gives other servers of an auth chain what its first event cites only',
    breaks: ['ss.join.auth-chain', 'ss.join.response', 'ss.state.before-event', 'ss.state-ids.before-event'],
    rules: {
      authChainForServers: ({ graph }, eventIds) => [
        ...new Set(eventIds.slice(0, 1).flatMap((eventId) => graph.authEventsOf(eventId))),
      ],
    },
  },
  {
    id: 'auth-chain.without-what-is-in-the-state',
    does: 'Leaves out of the auth chain of a join what stands in the state, though nobody allowed that',
    breaks: ['ss.join.auth-chain'],
    doctor: sendJoin(({ json }) => {
      if (!isJsonObject(json)) return undefined;
      const inState = new Set(list(json['state']).map((one) => JSON.stringify(one)));
      const authChain = list(json['auth_chain']).filter((one) => !inState.has(JSON.stringify(one)));
      return { json: { ...json, auth_chain: authChain } };
    }),
  },
  {
    id: 'join.without-state',
    does: 'Answers a join without the state',
    breaks: ['ss.join.response', 'ss.join.accepted', 'ss.schema.sendJoinV2'],
    doctor: sendJoin(without('state')),
  },
  {
    id: 'events.reads-to-everybody',
    does: 'Gives events and state to servers that are not in the room',
    breaks: ['ss.event.access', 'ss.state-ids.access'],
    rules: { mayRead: () => true },
  },
  {
    id: 'events.reads-to-nobody',
    does: 'Gives events and state to no server',
    breaks: ['ss.event.access', 'ss.state-ids.access', 'ss.event.returned', 'ss.state-ids.unknown-event'],
    rules: { mayRead: () => false },
  },
  {
    id: 'event.with-another',
    does: 'Gives an event twice',
    breaks: ['ss.event.returned', 'ss.event-auth.chain', 'ss.backfill.predecessors', 'ss.schema.getEvent'],
    doctor: event(change(['pdus'], (pdus) => [...list(pdus), ...list(pdus)])),
  },
  {
    id: 'event.changed',
    does: 'Gives an event with another content',
    breaks: ['ss.event.returned', 'ss.emitted.content-hash', 'ss.pdu.content-hash-mismatch'],
    doctor: event(change(['pdus', 0, 'content', 'body'], () => 'another')),
  },
  {
    id: 'event-auth.with-the-event',
    does: 'Gives an event among those that authorize it',
    breaks: ['ss.event-auth.chain', 'ss.event.returned', 'ss.backfill.predecessors'],
    rules: {
      authChainForServers: ({ graph }, eventIds) => [
        ...(eventIds.length === 1 ? eventIds : []),
        ...graph.authChain(eventIds),
      ],
    },
  },
  {
    id: 'event-auth.empty',
    does: 'Gives no event of an auth chain',
    breaks: ['ss.event-auth.chain', 'sr.fork.auth-chain', 'sr.fork.hole-filled', 'sr.fork.hole-stays'],
    shownIn,
    doctor: eventAuth(change(['auth_chain'], () => [])),
  },
  {
    id: 'state-ids.another-status-for-strangers',
    does: 'Does not know the room where a server outside asks for its state',
    breaks: ['ss.state-ids.access'],
    doctor: only(({ status }) => status === 403, stateIds(notFound)),
  },
  {
    id: 'state-ids.forbids-unknown-events',
    does: 'Refuses the state before an event that it does not have with 403',
    breaks: ['ss.state-ids.unknown-event'],
    doctor: only(({ status }) => status === 404, stateIds(forbidden)),
  },
  {
    id: 'state-ids.empty-for-unknown-events',
    does: 'Knows no state before an event that it does not have, and says so as if that were it',
    breaks: ['ss.state-ids.unknown-event'],
    doctor: only(({ status }) => status === 404, stateIds({ status: 200, json: { pdu_ids: [], auth_chain_ids: [] } })),
  },
  {
    id: 'state.without-auth-chain',
    does: 'Gives the state before an event without its auth chain',
    breaks: [
      'ss.state.before-event',
      'ss.schema.getRoomState',
      'sr.fork.state-told',
      'sr.fork.hole-filled',
      'sr.fork.hole-stays',
    ],
    shownIn,
    doctor: state(without('auth_chain')),
  },
  {
    id: 'state-ids.incomplete',
    does: 'Leaves one event out of the IDs of the state before an event',
    breaks: ['ss.state-ids.before-event', 'sr.fork.merge-state'],
    doctor: stateIds(change(['pdu_ids'], (ids) => list(ids).slice(1))),
  },
  {
    id: 'state.incomplete',
    does: 'Leaves one event out of the state before an event, where that is given with whole events',
    breaks: ['ss.state.before-event', 'sr.fork.state-told'],
    shownIn,
    doctor: state(change(['pdus'], (pdus) => list(pdus).slice(1))),
  },
  {
    id: 'state-ids.without-auth-chain',
    does: 'Gives the IDs of a state without those of its auth chain',
    breaks: ['ss.state-ids.before-event', 'sr.fork.state-told'],
    shownIn,
    doctor: stateIds(change(['auth_chain_ids'], () => [])),
  },
  {
    id: 'auth-chain.one-step',
    does: 'Gives other servers of an auth chain what its events cite themselves, and not what those cite in turn',
    breaks: [
      'ss.join.auth-chain',
      'ss.event-auth.chain',
      'ss.state.before-event',
      'ss.state-ids.before-event',
      'sr.fork.state-told',
      'sr.fork.auth-chain',
    ],
    shownIn,
    rules: {
      authChainForServers: ({ graph }, eventIds) => [...new Set(eventIds.flatMap((one) => graph.authEventsOf(one)))],
    },
  },
  {
    id: 'event-auth.with-the-state',
    does: 'Gives of an event the whole state before it among the events that authorize it',
    breaks: ['ss.event-auth.chain', 'sr.fork.auth-chain', 'sr.fork.hole-filled', 'sr.fork.hole-stays'],
    shownIn,
    rules: {
      authChainForServers: ({ graph }, eventIds) => {
        const [first, ...others] = eventIds;
        const besides = first === undefined || others.length > 0 ? [] : graph.stateBefore(first).eventIds();
        return [...new Set([...graph.authChain(eventIds), ...besides])];
      },
    },
  },
];

const history: readonly Fault[] = [
  {
    id: 'missing-events.not-asked',
    does: 'Does not ask for the events before one whose parents it does not know',
    breaks: ['ss.missing-events.asked'],
    rules: { asksForMissingEvents: false },
  },
  {
    id: 'missing-events.ignores-the-limit',
    does: 'Gives as many missing events as there are',
    breaks: ['ss.missing-events.answered'],
    rules: { missingEvents: ({ graph }, walk) => graph.missingEvents({ ...walk, limit: 1000 }) },
  },
  {
    id: 'missing-events.with-the-latest',
    does: 'Gives the latest events among those before them',
    breaks: ['ss.missing-events.answered', 'ss.missing-events.min-depth'],
    rules: { missingEvents: ({ graph }, walk) => [...graph.missingEvents(walk), ...walk.latest] },
  },
  {
    id: 'missing-events.with-the-earliest',
    does: 'Gives the earliest events among those behind them',
    breaks: ['ss.missing-events.answered', 'ss.missing-events.min-depth'],
    rules: { missingEvents: ({ graph }, walk) => [...walk.earliest, ...graph.missingEvents(walk)] },
  },
  {
    id: 'missing-events.from-the-earliest',
    does: 'Walks forward from the earliest events, so that those next to the latest are left out beyond the limit',
    breaks: ['ss.missing-events.answered'],
    rules: {
      missingEvents: ({ graph }, walk) => graph.missingEvents({ ...walk, limit: 1000 }).slice(0, walk.limit),
    },
  },
  {
    id: 'missing-events.ignores-the-depth',
    does: 'Gives missing events below the depth that was named',
    breaks: ['ss.missing-events.min-depth'],
    rules: { missingEvents: ({ graph }, { minDepth: _minDepth, ...walk }) => graph.missingEvents(walk) },
  },
  {
    id: 'missing-events.above-the-depth',
    does: 'Leaves out the events that have just the depth that was named',
    breaks: ['ss.missing-events.min-depth'],
    rules: {
      missingEvents: ({ graph }, { minDepth = 0, ...walk }) =>
        graph.missingEvents({ ...walk, minDepth: minDepth === 0 ? 0 : minDepth + 1 }),
    },
  },
  {
    id: 'backfill.without-the-given',
    does: 'Gives the events before those that were named without these',
    breaks: ['ss.backfill.predecessors', 'ss.event.returned', 'ss.event-auth.chain', 'interop.history'],
    rules: {
      backfill: ({ graph }, eventIds, limit) =>
        graph.backfill(eventIds, limit + eventIds.length).filter((one) => !eventIds.includes(one)),
    },
  },
  {
    id: 'backfill.ignores-the-limit',
    does: 'Gives as much history as there is',
    breaks: ['ss.backfill.predecessors', 'ss.event.returned', 'ss.event-auth.chain'],
    rules: { backfill: ({ graph }, eventIds) => graph.backfill(eventIds, 1000) },
  },
  {
    id: 'backfill.empty',
    does: 'Gives no history',
    breaks: ['ss.backfill.predecessors', 'ss.event.returned', 'ss.event-auth.chain'],
    doctor: backfill(change(['pdus'], () => [])),
  },
];

/** What the homeserver gets wrong of the state and the events that it gives to other servers. */
/** Of events that follow the same one, only the first is kept. */
function onOneBranch(pdus: readonly Pdu[]): Pdu[] {
  const followed = new Set<string>();
  return pdus.filter(({ prev_events: parents }) => {
    const key = JSON.stringify(parents);
    return !followed.has(key) && followed.add(key);
  });
}

const past: readonly Fault[] = [
  {
    id: 'backfill.never-asks',
    does: 'Asks nobody for what happened before a user joined',
    breaks: ['sr.fork.backfill', 'interop.history'],
    rules: { asksForHistoryBefore: () => [] },
  },
  {
    id: 'backfill.one-branch',
    does: 'Shows of events that follow the same one only the first, where they were sent before a user joined',
    breaks: ['sr.fork.backfill'],
    rules: { shownOfHistory: onOneBranch },
  },
];

export const stateAndEventFaults: readonly Fault[] = [...answers, ...history, ...past];
