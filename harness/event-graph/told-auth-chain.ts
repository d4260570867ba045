import { roomVersions } from '../protocol/room-versions.ts';
import type { RoomGraph } from './room-graph.ts';

/**
 * The auth chain of some events, as other homeservers are told it.
 *
 * Where events do not cite the create event, the chain holds it all the same: "The room_id (being the m.room.create event's ID)
 * implies this instead", and there are homeservers that look for it there.
 *
 * @returns event IDs, without those that are not known
 * Source: https://spec.matrix.org/v1.19/rooms/v12/#authorization-rules
 */
export function toldAuthChain(room: RoomGraph, eventIds: readonly string[]): string[] {
  const chain = room.authChain(eventIds);
  if (roomVersions[room.roomVersion].createInAuthEvents) return chain;
  const createId = `$${room.roomId.slice(1)}`;
  const isImplied = room.has(createId) && eventIds.some((eventId) => eventId !== createId);
  return isImplied ? [createId, ...chain] : chain;
}
