import type { Pdu } from '../../protocol/pdu.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Room } from './room.ts';

/**
 * Takes an event that passed the first three checks: the oracle judges it by its auth events and by the state before it, and what
 * is allowed by both, but not by the current state, is soft-failed.
 *
 * @param stateBefore where another server told it, because not all parents are known
 */
export function takePdu(homeserver: Homeserver, room: Room, pdu: Pdu, stateBefore?: StateFromElsewhere): void {
  const softFailed = homeserver.rules.softFails(room.graph.isAllowedNow(pdu).allowed);
  if (stateBefore) room.addWithState(pdu, stateBefore.state, stateBefore.authChain, softFailed);
  else room.add(pdu, { softFailed });
  homeserver.rooms.notify(room);
}

/** The state before an event, as another server told it. */
export interface StateFromElsewhere {
  readonly state: readonly Pdu[];
  readonly authChain: readonly Pdu[];
}
