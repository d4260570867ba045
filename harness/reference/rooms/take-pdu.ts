import type { Pdu } from '../../protocol/pdu.ts';
import { readRoomEvent } from '../../protocol/room-event.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Receipt } from '../rules/receipt.ts';
import type { Room } from './room.ts';

/** The state before an event, as another server told it. */
export interface StateFromElsewhere {
  readonly state: readonly Pdu[];
  readonly authChain: readonly Pdu[];
}

/**
 * Takes an event that passed the first three checks: the oracle judges it by its auth events and by the state before it, and what
 * is allowed by both, but not by the current state, is soft-failed.
 *
 * @param stateBefore where another server told it, because not all parents are known
 */
export function takePdu(homeserver: Homeserver, room: Room, pdu: Pdu, stateBefore?: StateFromElsewhere): Receipt {
  const { rules, rooms } = homeserver;
  if (rules.parentsDefect(readRoomEvent(pdu, room.roomVersion), room) !== undefined) return 'refused';
  const softFailed = rules.softFails(room.graph.isAllowedNow(pdu).allowed);
  const eventId = stateBefore
    ? room.addWithState(pdu, stateBefore.state, stateBefore.authChain, { softFailed })
    : room.add(pdu, { softFailed });
  rooms.notify(room);
  return room.graph.isRejected(eventId) ? 'rejected' : 'taken';
}
