import { randomBytes } from 'node:crypto';
import { draftEvent } from '../../event-graph/build-event.ts';
import { RoomGraph } from '../../event-graph/room-graph.ts';
import { roomIdOfCreate } from '../../protocol/event-id.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Pdu, PduDraft } from '../../protocol/pdu.ts';
import { type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import type { Homeserver } from '../homeserver.ts';
import { MatrixError } from '../http/matrix-error.ts';
import type { InitialState } from '../rules/room-creation.ts';
import { memberContent } from './member-content.ts';
import type { Room } from './room.ts';
import { publishEvent, sealOwnEvent } from './send-event.ts';

/** How a room begins. */
export interface RoomBeginning {
  readonly roomVersion: RoomVersion;
  /** User ID of whoever makes the room. */
  readonly creator: string;
  /** The whole content of `m.room.create`. */
  readonly createContent: JsonObject;
  /** What follows the join of the creator, in this order. */
  readonly state: readonly InitialState[];
}

/**
 * Makes a room: the create event, the join of the creator and more state. Each event is judged by the ones before it; the room
 * comes to be only if all are allowed.
 *
 * @throws MatrixError `M_INVALID_ROOM_STATE` if one is not
 * Source: https://spec.matrix.org/v1.19/client-server-api/#creation
 */
export function createRoom(homeserver: Homeserver, beginning: RoomBeginning): Room {
  const { roomVersion, creator } = beginning;
  const create = createEvent(homeserver, beginning);
  const roomId = create.room_id ?? roomIdOfCreate(create, roomVersion);
  const oracle = homeserver.oracleOf(roomVersion);
  const trial = new RoomGraph({ roomId, roomVersion }, { oracle });
  demandAllowed(trial, create);
  trial.add(create);
  const join = { type: 'm.room.member', stateKey: creator, content: memberContent(homeserver, creator, 'join') };
  for (const event of [join, ...beginning.state]) {
    const draft = draftEvent(trial, { ...event, sender: creator });
    demandAllowed(trial, draft);
    trial.add(sealOwnEvent(homeserver, roomVersion, draft));
  }
  const room = homeserver.rooms.open(roomId, roomVersion);
  for (const eventId of trial.eventIds) publishEvent(homeserver, room, trial.event(eventId));
  return room;
}

function createEvent(homeserver: Homeserver, beginning: RoomBeginning): Pdu {
  const { roomVersion, creator, createContent } = beginning;
  const isOpaque = roomVersions[roomVersion].roomIdFormat === 'opaque';
  const roomId = isOpaque ? `!${randomBytes(12).toString('base64url')}:${homeserver.serverName}` : undefined;
  // The graph of a room whose ID is not known yet, so that the event gets no parents.
  const graph = new RoomGraph({ roomId: '', roomVersion });
  const event = { type: 'm.room.create', sender: creator, stateKey: '', content: createContent };
  const draft = draftEvent(graph, { ...event, overrides: { room_id: roomId } });
  return sealOwnEvent(homeserver, roomVersion, draft);
}

function demandAllowed(graph: RoomGraph, draft: PduDraft): void {
  const { verdict, reason } = graph.judge(draft);
  if (verdict === 'rejected') {
    throw new MatrixError(400, 'M_INVALID_ROOM_STATE', `The event ${draft.type} is not allowed: ${reason}`);
  }
}
