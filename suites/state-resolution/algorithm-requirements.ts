import type { Catalogue } from '../../harness/index.ts';

type Holds = NonNullable<Catalogue[string]['roomVersions']>;

const v1: Holds = ({ stateResolution }) => stateResolution === 'v1';
const v2: Holds = ({ stateResolution }) => stateResolution === 'v2';
const sinceV2: Holds = ({ stateResolution }) => stateResolution !== 'v1';
const v21: Holds = ({ stateResolution }) => stateResolution === 'v2.1';

/** The steps of state resolution. Those of v2 are those of v2.1 too, where this changes nothing. */
export const stateResolutionAlgorithms = {
  'sr.v1.conflict': {
    level: 'MUST',
    since: 'r0',
    text: 'An entry is in conflict where states have different events for it, and one that some states lack stays unchecked',
    anchor: '/rooms/v1/#state-resolution',
    roomVersions: v1,
  },
  'sr.v1.passes': {
    level: 'MUST',
    since: 'r0',
    text: 'Power levels, join rules and memberships are resolved one after the other, each without what is in conflict and not yet resolved',
    anchor: '/rooms/v1/#state-resolution',
    roomVersions: v1,
    ambiguity:
      'By the text each resolved membership counts for those after it, whose order it does not give; implementations resolve all against the same state. No scenario depends on it',
  },
  'sr.v1.ascending-depth': {
    level: 'MUST',
    since: 'r0',
    text: 'Of power levels, join rules and memberships the least deep event holds, and each deeper one replaces it until one is not allowed',
    anchor: '/rooms/v1/#state-resolution',
    roomVersions: v1,
  },
  'sr.v1.descending-sha1': {
    level: 'MUST',
    since: 'r0',
    text: 'Of power levels, join rules and memberships of the same depth the one whose ID has the greater SHA-1 comes first',
    anchor: '/rooms/v1/#state-resolution',
    roomVersions: v1,
  },
  'sr.v1.others-deepest': {
    level: 'MUST',
    since: 'r0',
    text: 'Of all other events in conflict the deepest that is allowed is taken',
    anchor: '/rooms/v1/#state-resolution',
    roomVersions: v1,
  },
  'sr.v1.others-sha1': {
    level: 'MUST',
    since: 'r0',
    text: 'Of all other events of the same depth the one whose ID has the smallest SHA-1 is taken',
    anchor: '/rooms/v1/#state-resolution',
    roomVersions: v1,
  },
  'sr.v2.conflict': {
    level: 'MUST',
    since: 'r0',
    text: 'An entry is in conflict unless all states have the same event for it, also where one has none',
    anchor: '/rooms/v2/#definitions',
    roomVersions: sinceV2,
  },
  'sr.v2.auth-difference': {
    level: 'MUST',
    since: 'r0',
    text: 'Events that are in the auth chains of some states and not of all are resolved with those in conflict, and no others of the chains',
    anchor: '/rooms/v2/#definitions',
    roomVersions: v2,
  },
  'sr.v2.power-events': {
    level: 'MUST',
    since: 'r0',
    text: 'Power levels, join rules, kicks and bans are checked before everything else, and joins and own leaving are not among them',
    anchor: '/rooms/v2/#definitions',
    roomVersions: sinceV2,
  },
  'sr.v2.power-events.authorizing': {
    level: 'MUST',
    since: 'r0',
    text: 'What authorizes power events and is in the full conflicted set is sorted and checked with them',
    anchor: '/rooms/v2/#algorithm',
    roomVersions: sinceV2,
  },
  'sr.v2.power-order.topological': {
    level: 'MUST',
    since: 'r0',
    text: 'Power events come after those that they cite, and of all orders for which that is so the smallest is taken',
    anchor: '/rooms/v2/#definitions',
    roomVersions: sinceV2,
  },
  'sr.v2.power-order.power': {
    level: 'MUST',
    since: 'r0',
    text: 'Of power events that do not cite each other the one whose sender has more power comes first',
    anchor: '/rooms/v2/#definitions',
    roomVersions: sinceV2,
  },
  'sr.v2.power-order.own-levels': {
    level: 'MUST',
    since: 'r0',
    text: 'For the order of power events a sender has the power that the event’s own auth events give',
    anchor: '/rooms/v2/#definitions',
    roomVersions: sinceV2,
  },
  'sr.v2.power-order.time': {
    level: 'MUST',
    since: 'r0',
    text: 'Of power events by senders of equal power the one with the smaller origin_server_ts comes first',
    anchor: '/rooms/v2/#definitions',
    roomVersions: sinceV2,
  },
  'sr.v2.power-order.id': {
    level: 'MUST',
    since: 'r0',
    text: 'Of power events of equal power and time the one with the smaller event ID comes first',
    anchor: '/rooms/v2/#definitions',
    roomVersions: sinceV2,
  },
  'sr.v2.mainline.position': {
    level: 'MUST',
    since: 'r0',
    text: 'Of the remaining events the one that rests on the older power levels of the mainline comes first',
    anchor: '/rooms/v2/#definitions',
    roomVersions: sinceV2,
  },
  'sr.v2.mainline.none': {
    level: 'MUST',
    since: 'r0',
    text: 'An event that rests on no power levels of the mainline comes before those that rest on its oldest',
    anchor: '/rooms/v2/#definitions',
    roomVersions: sinceV2,
  },
  'sr.v2.mainline.time': {
    level: 'MUST',
    since: 'r0',
    text: 'Of the remaining events with the same place on the mainline, or without one, the one with the smaller origin_server_ts comes first',
    anchor: '/rooms/v2/#definitions',
    roomVersions: sinceV2,
  },
  'sr.v2.mainline.id': {
    level: 'MUST',
    since: 'r0',
    text: 'Of the remaining events with the same place and time the one with the smaller event ID comes first',
    anchor: '/rooms/v2/#definitions',
    roomVersions: sinceV2,
  },
  'sr.v2.auth-checks': {
    level: 'MUST',
    since: 'r0',
    text: 'Sorted events are applied one after the other, each if the state so far allows it',
    anchor: '/rooms/v2/#definitions',
    roomVersions: sinceV2,
  },
  'sr.v2.auth-checks.own-auth-events': {
    level: 'MUST',
    since: 'r0',
    text: 'What the state so far lacks for a check is taken from the auth events of the event that is checked',
    anchor: '/rooms/v2/#definitions',
    roomVersions: sinceV2,
  },
  'sr.v2.auth-checks.rejected': {
    level: 'MUST',
    since: 'r0',
    text: 'What the state so far lacks for a check is not taken from an auth event that was rejected',
    anchor: '/rooms/v2/#definitions',
    roomVersions: sinceV2,
    notObservable:
      'An event that cites a rejected one is rejected itself, and so in no state, unless another server gave a wrong state',
  },
  'sr.v2.unconflicted-start': {
    level: 'MUST',
    since: 'r0',
    text: 'The checks start from the state on which all branches agree',
    anchor: '/rooms/v2/#algorithm',
    roomVersions: v2,
  },
  'sr.v2.unconflicted-wins': {
    level: 'MUST',
    since: 'r0',
    text: 'Entries on which all branches agree stay as they are, whatever the checks made of them',
    anchor: '/rooms/v2/#algorithm',
    roomVersions: sinceV2,
  },
  'sr.v2.1.empty-start': {
    level: 'MUST',
    since: 'v1.16',
    text: 'The checks start from an empty state, so that events on which all branches agree count only where they are cited, and make no mainline',
    anchor: '/rooms/v12/#algorithm',
    roomVersions: v21,
  },
  'sr.v2.1.subgraph': {
    level: 'MUST',
    since: 'v1.16',
    text: 'Events on the way from one event in conflict to another along auth events are resolved with those in conflict',
    anchor: '/rooms/v12/#definitions',
    roomVersions: v21,
  },
  'sr.v2.1.creators': {
    level: 'MUST',
    since: 'v1.16',
    text: 'For the order of power events all creators have equal power, and more than any level',
    anchor: '/rooms/v12/#authorization-rules',
    roomVersions: v21,
  },
  'sr.rejected-no-state': {
    level: 'MUST',
    since: 'r0',
    text: 'A rejected event is no part of the state where its branch meets another',
    anchor: '/server-server-api/#rejection',
  },
} as const satisfies Catalogue;
