import type { JsonObject } from '../../protocol/json.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import type { Homeserver } from '../homeserver.ts';
import { clientEvent } from '../rooms/client-event.ts';
import type { Room } from '../rooms/room.ts';
import type { Session } from '../users/account.ts';
import { type Filtered, part, passes, passesRoom } from './filter.ts';
import { withFields } from './event-fields.ts';

/** Who syncs, and what for: what each part of the answer is made from. */
export interface View {
  readonly homeserver: Homeserver;
  readonly session: Session;
  readonly userId: string;
  /** Position of the stream up to which the client was told; undefined for the first sync. */
  readonly since: number | undefined;
  readonly filter: JsonObject;
  /** The whole state is asked for, also of what the client was told before. */
  readonly fullState: boolean;
  /** The state at the end of the timeline is asked for, not that at its start. */
  readonly stateAfter: boolean;
  /** Users whose messages are not shown. */
  readonly ignored: ReadonlySet<string>;
}

/** Whether the filter of rooms, and a part of it, such as `timeline`, let an event pass. */
export function passesPart(
  { homeserver, filter }: View,
  name: 'timeline' | 'state' | 'ephemeral' | 'account_data',
  event: Filtered,
): boolean {
  const { rules } = homeserver;
  return (
    passesRoom(rules, part(filter, 'room'), event.roomId ?? '') && passes(rules, part(filter, 'room', name), event)
  );
}

/** What a filter looks at in an event of a room. */
export function filteredOf({ rules }: Homeserver, event: RoomEvent): Filtered {
  return { type: event.type, sender: event.sender, content: event.content, roomId: rules.roomIdOf(event) };
}

/** Events of a room as the filter wants them. @param bundled with aggregations of the events that relate to them */
export function shownEvents(
  { session, filter }: View,
  room: Room,
  eventIds: readonly string[],
  bundled = false,
): JsonObject[] {
  return eventIds.map((eventId) => {
    if (filter['event_format'] === 'federation') return room.pdu(eventId);
    const event = clientEvent(room, eventId, { session, withoutRoomId: true, bundled });
    return withFields(event, filter['event_fields']);
  });
}

/** Whether an event is hidden because its sender is ignored: state events are not, since rooms would fall apart. */
export function isIgnored(ignored: ReadonlySet<string>, { sender, stateKey }: RoomEvent): boolean {
  return stateKey === undefined && ignored.has(sender);
}
