import type { RoomEvent } from '../room-event.ts';

/** Where state resolution and authorization find events of a room. */
export interface EventSource {
  get(eventId: string): RoomEvent | undefined;
  /** The events that an event cites in `auth_events`, as far as they are known. */
  authEventsOf(event: RoomEvent): readonly RoomEvent[];
  /** The state events that cite an event in `auth_events`, in the order in which they became known. */
  citedBy(event: RoomEvent): readonly RoomEvent[];
  isRejected(event: RoomEvent): boolean;
  /** The create event of the event's room: the cited one, or since room version 12 that which the room ID names. */
  createOf(event: RoomEvent): RoomEvent | undefined;
}
