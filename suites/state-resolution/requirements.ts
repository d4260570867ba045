import type { Catalogue } from '../../harness/index.ts';
import { stateResolutionAlgorithms } from './algorithm-requirements.ts';

/** The requirements on forked histories. */
export const stateResolution = {
  ...stateResolutionAlgorithms,
  'sr.fork.extremities': {
    level: 'DEFINED',
    since: 'r0',
    text: 'An event of the server names all events without a child that it knows as its prev_events',
    anchor: '/server-server-api/#pdus',
  },
  'sr.fork.merge-state': {
    level: 'MUST',
    since: 'r0',
    text: 'Where branches of a room’s history meet, the state is what the room version’s algorithm makes of the states of the branches',
    anchor: '/server-server-api/#room-state-resolution',
  },
  'sr.fork.state-told': {
    level: 'MUST',
    since: 'r0',
    text: 'Of the state before an event where branches met, another server is told the same by state as by state_ids, with every event that authorizes it and none besides',
    anchor: '/server-server-api/#get_matrixfederationv1stateroomid',
    ambiguity:
      'Whether the events of the state may be named in its auth chain where they authorize no other, and the create event where none cites it, the text leaves open',
  },
  'sr.fork.auth-chain': {
    level: 'MUST',
    since: 'r0',
    text: 'event_auth gives every event that authorizes an event where branches met, directly or through others, and none besides',
    anchor: '/server-server-api/#get_matrixfederationv1event_authroomideventid',
  },
  'sr.fork.gap-filled': {
    level: 'MAY',
    since: 'r0',
    text: 'A server that was sent an event and not the one before it asks for that, and has the state as if it had come in its turn',
    anchor: '/server-server-api/#backfilling-and-retrieving-missing-events',
  },
  'sr.fork.hole-filled': {
    level: 'MAY',
    since: 'r0',
    text: 'Where the events before an event are not among the missing ones that are given, the server gets them by their IDs, and the state there as others tell it',
    anchor: '/server-server-api/#retrieving-events',
  },
  'sr.fork.hole-stays': {
    level: 'MUST',
    since: 'r0',
    text: 'An event of which nobody knows what it follows is not taken: that the state before it allows it cannot be known',
    anchor: '/server-server-api/#checks-performed-on-receipt-of-a-pdu',
  },
  'sr.fork.backfill': {
    level: 'MAY',
    since: 'r0',
    text: 'Who pages back to before the server was in the room is shown what other servers have of it, on whatever branch it happened',
    anchor: '/server-server-api/#backfilling-and-retrieving-missing-events',
  },
  'sr.fork.current-state': {
    level: 'MUST',
    since: 'r0',
    text: 'Clients are given the resolved state of all branches as the state of the room',
    anchor: '/server-server-api/#room-state-resolution',
  },
  'sr.ban-wins': {
    level: 'MUST',
    since: 'r0',
    text: 'From state resolution v2 on, a ban on one branch undoes what the banned user did on the other; by v1 the other stays',
    anchor: '/rooms/v2/#state-resolution',
  },
} as const satisfies Catalogue;
