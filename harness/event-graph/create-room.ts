import { randomBytes } from 'node:crypto';
import { roomIdOfCreate } from '../protocol/event-id.ts';
import type { JsonObject } from '../protocol/json.ts';
import { type PduDraft, serverNameOf } from '../protocol/pdu.ts';
import { type RoomVersion, roomVersions } from '../protocol/room-versions.ts';
import { type EventSpec, newEventId, withOverrides } from './build-event.ts';
import { appendEvent } from './append-event.ts';
import { eventTime } from './event-time.ts';
import { RoomGraph } from './room-graph.ts';
import { sealEvent, type SigningKeyOf } from './seal-event.ts';

/** How a room begins. */
export interface RoomSpec {
  readonly roomVersion: RoomVersion;
  /** User ID of whoever makes the room. */
  readonly creator: string;
  /** Added to the content of `m.room.create`, such as `additional_creators`. */
  readonly createContent?: JsonObject;
  /** Replaces top-level keys of `m.room.create`; undefined removes one. */
  readonly createOverrides?: EventSpec['overrides'];
  /** Replaces top-level keys of the content of `m.room.power_levels`; null: there is no such event. */
  readonly powerLevels?: JsonObject | null;
  /** Default `public`; null: there is no `m.room.join_rules`. */
  readonly joinRule?: string | null;
  /** Default `shared`; null: there is no `m.room.history_visibility`. */
  readonly historyVisibility?: string | null;
  /** More events by the creator, in this order, after those above. */
  readonly initialState?: readonly Omit<EventSpec, 'sender'>[];
}

/**
 * Makes a room: its create event, the creator's join, power levels in which the creator may do everything, join rules and
 * history visibility, each the child of the one before.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#creation and the event formats of the room versions
 */
export function createRoomGraph(spec: RoomSpec, signingKeyOf: SigningKeyOf): RoomGraph {
  const { roomVersion, creator, joinRule = 'public', historyVisibility = 'shared' } = spec;
  const graph = beginRoom(spec, signingKeyOf);
  const events: Omit<EventSpec, 'sender'>[] = [
    { type: 'm.room.member', stateKey: creator, content: { membership: 'join' } },
  ];
  if (spec.powerLevels !== null) {
    const content = { ...defaultPowerLevels(creator, roomVersion), ...spec.powerLevels };
    events.push({ type: 'm.room.power_levels', stateKey: '', content });
  }
  if (joinRule !== null) events.push({ type: 'm.room.join_rules', stateKey: '', content: { join_rule: joinRule } });
  if (historyVisibility !== null) {
    const content = { history_visibility: historyVisibility };
    events.push({ type: 'm.room.history_visibility', stateKey: '', content });
  }
  for (const event of [...events, ...(spec.initialState ?? [])]) {
    appendEvent(graph, { ...event, sender: creator }, signingKeyOf);
  }
  return graph;
}

function beginRoom(
  { roomVersion, creator, createContent, createOverrides }: RoomSpec,
  signingKeyOf: SigningKeyOf,
): RoomGraph {
  const rules = roomVersions[roomVersion];
  const serverName = serverNameOf(creator);
  const opaqueRoomId = `!${randomBytes(12).toString('base64url')}:${serverName}`;
  const draft: PduDraft = withOverrides(
    {
      type: 'm.room.create',
      sender: creator,
      state_key: '',
      ...(rules.roomIdFormat === 'opaque' && { room_id: opaqueRoomId }),
      ...(rules.eventIdFormat === 'given' && { event_id: newEventId(creator) }),
      origin_server_ts: eventTime(),
      depth: 1,
      prev_events: [],
      auth_events: [],
      content: {
        room_version: roomVersion,
        ...(rules.creatorIs === 'content.creator' && { creator }),
        // Where the room ID is the hash of this event, two rooms made within a millisecond must differ in something.
        nonce: randomBytes(12).toString('base64url'),
        ...createContent,
      },
    },
    createOverrides,
  );
  const create = sealEvent(draft, { roomVersion, signers: [serverName], signingKeyOf });
  const roomId = rules.roomIdFormat === 'opaque' ? opaqueRoomId : roomIdOfCreate(create, roomVersion);
  const graph = new RoomGraph({ roomId, roomVersion });
  graph.add(create);
  return graph;
}

function defaultPowerLevels(creator: string, roomVersion: RoomVersion): JsonObject {
  return {
    // A creator whose power is infinite must not be listed: the event would be rejected.
    users: roomVersions[roomVersion].creatorPower === 'infinite' ? {} : { [creator]: 100 },
    users_default: 0,
    events: {},
    events_default: 0,
    state_default: 50,
    ban: 50,
    kick: 50,
    redact: 50,
    invite: 0,
  };
}
