import { createKey } from '../../protocol/authorization/auth-context.ts';
import { EventGraphEvaluation } from '../../protocol/evaluation/event-graph-evaluation.ts';
import { isSignedByServer } from '../../protocol/evaluation/signature-checks.ts';
import { type Pdu, stringProperty } from '../../protocol/pdu.ts';
import { readRoomEvent, type RoomEvent } from '../../protocol/room-event.ts';
import { RoomState } from '../../protocol/state-resolution/room-state.ts';
import type { Homeserver } from '../homeserver.ts';
import type { SoundPdu } from '../rooms/check-pdu.ts';
import { type CompletedEvent, malformed } from './handshake.ts';

/** The answer to a join, of which each event passed the first three checks. */
export interface JoinAnswer {
  readonly state: readonly SoundPdu[];
  readonly authChain: readonly SoundPdu[];
  /** With the signatures of the resident server. */
  readonly join: Pdu;
}

/**
 * Judges the answer to a join: what its own auth events do not allow is left out, and the join has to be allowed by what remains.
 *
 * @throws MatrixError if it is not the state of such a room
 * Source: https://spec.matrix.org/v1.19/server-server-api/#joining-rooms
 */
export function readJoinAnswer(
  homeserver: Homeserver,
  { resident, roomVersion }: CompletedEvent,
  { state, authChain, join }: JoinAnswer,
): { readonly state: Pdu[]; readonly authChain: Pdu[] } {
  const { keyRing } = homeserver;
  const evaluation = new EventGraphEvaluation(homeserver.oracleOf(roomVersion), {
    isSignedBy: (event, serverName) =>
      isSignedByServer(roomVersion, keyRing.keysFor(event.pdu, roomVersion))(event, serverName),
  });
  const allowed = allowedOf(evaluation, [...authChain, ...state]);
  const stateBefore = RoomState.of(state.map(({ event }) => event).filter(({ eventId }) => allowed.has(eventId)));
  const create = stateBefore.get(createKey);
  if (!create) throw malformed(resident, 'the state has no create event that is allowed');
  const stated = stringProperty(create.content, 'room_version') ?? '1';
  if (stated !== roomVersion) throw malformed(resident, `the room has version ${stated}, and not ${roomVersion}`);
  const { verdict, reason } = evaluation.judge(readRoomEvent(join, roomVersion), stateBefore);
  if (verdict === 'rejected') throw malformed(resident, `its state does not allow the join: ${reason}`);
  const kept = (events: readonly SoundPdu[]): Pdu[] =>
    events.filter(({ event }) => allowed.has(event.eventId)).map(({ pdu }) => pdu);
  return { state: kept(state), authChain: kept(authChain) };
}

/** The IDs of the events that those allow which they cite, each judged after these. */
function allowedOf(evaluation: EventGraphEvaluation, events: readonly SoundPdu[]): Set<string> {
  const allowed = new Set<string>();
  let waiting: RoomEvent[] = events.map(({ event }) => event);
  for (let before = -1; before !== waiting.length;) {
    before = waiting.length;
    waiting = waiting.filter((event) => {
      if (evaluation.store.has(event.eventId)) return false;
      const verdict = evaluation.isAllowedByAuthEvents(event);
      if (!verdict) return true;
      evaluation.addOutlier(event, { rejected: !verdict.allowed });
      if (verdict.allowed) allowed.add(event.eventId);
      return false;
    });
  }
  return allowed;
}
