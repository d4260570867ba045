import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import { readStateMapKey, stateMapKey } from '../../protocol/state-map-key.ts';
import type { RoomState } from '../../protocol/state-resolution/room-state.ts';
import type { Room } from '../rooms/room.ts';

/** How many users stand for a room that has no name. */
const mostHeroes = 5;

const summarized = ['m.room.member', 'm.room.name', 'm.room.canonical_alias'];

/**
 * What a client needs to name a room; empty if that did not change.
 *
 * @param known the state that the client knows
 * Source: https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3sync_response-200_roomsummary
 */
export function summaryOf(room: Room, known: RoomState, state: RoomState, userId: string): JsonObject {
  if (!known.differences(state).some((key) => summarized.includes(readStateMapKey(key)[0]))) return {};
  return {
    ...(!hasName(state) && { 'm.heroes': heroesOf(room, state, userId) }),
    'm.joined_member_count': room.membersWith('join', state).length,
    'm.invited_member_count': room.membersWith('invite', state).length,
  };
}

/** Those who stand for a room without a name: the first who are in it or invited, or else those who were; never the user. */
export function heroesOf(room: Room, state: RoomState, userId: string): string[] {
  if (hasName(state)) return [];
  const others = [...state.events()].filter(({ type, stateKey }) => type === 'm.room.member' && stateKey !== userId);
  const [present, absent] = [
    ['join', 'invite'],
    ['leave', 'ban'],
  ].map((memberships) =>
    others.filter(({ content }) => memberships.includes(stringProperty(content, 'membership') ?? '')),
  );
  const heroes = present && present.length > 0 ? present : (absent ?? []);
  return inOrder(room, heroes)
    .slice(0, mostHeroes)
    .map(({ stateKey = '' }) => stateKey);
}

function inOrder(room: Room, events: readonly RoomEvent[]): RoomEvent[] {
  const positionOf = ({ eventId }: RoomEvent): number => room.shown(eventId)?.position ?? -Infinity;
  return events.toSorted((a, b) => positionOf(a) - positionOf(b) || Number(a.depth) - Number(b.depth) || 0);
}

function hasName(state: RoomState): boolean {
  const names = [
    stringProperty(contentOf(state, 'm.room.name'), 'name'),
    stringProperty(contentOf(state, 'm.room.canonical_alias'), 'alias'),
  ];
  return names.some((name) => name !== undefined && name !== '');
}

function contentOf(state: RoomState, type: string): JsonObject | undefined {
  const content = state.get(stateMapKey(type))?.content;
  return isJsonObject(content) ? content : undefined;
}
