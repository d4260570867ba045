import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import type { Homeserver } from '../homeserver.ts';
import { badJson, invalidParameter } from '../http/matrix-error.ts';
import { type Route, user, type UserRequest } from '../http/route.ts';
import { clientEvent } from '../rooms/client-event.ts';
import type { Room, ShownEvent } from '../rooms/room.ts';
import { mayUserSee } from '../rooms/visibility.ts';
import { limitOf, part, passes, passesRoom } from '../sync/filter.ts';
import { surroundingsOf } from '../sync/surroundings.ts';
import { filteredOf, isIgnored } from '../sync/view.ts';
import { ignoredUsers } from '../users/ignored-users.ts';

/** Where texts are searched. */
const searchedKeys: Readonly<Record<string, readonly [type: string, key: string]>> = {
  'content.body': ['m.room.message', 'body'],
  'content.name': ['m.room.name', 'name'],
  'content.topic': ['m.room.topic', 'topic'],
};

interface Found {
  readonly room: Room;
  readonly shown: ShownEvent;
  /** How often the words stand in it. */
  readonly rank: number;
}

/** https://spec.matrix.org/v1.19/client-server-api/#server-side-search */
export const searchRoutes: readonly Route[] = [user('POST', '/_matrix/client/v3/search', search)];

function search(request: UserRequest, homeserver: Homeserver): JsonObject {
  const criteria = part(request.json, 'search_categories', 'room_events');
  if (Object.keys(criteria).length === 0) return { search_categories: {} };
  const words = (stringProperty(criteria, 'search_term') ?? '').toLowerCase().split(/\W+/).filter(Boolean);
  if (stringProperty(criteria, 'search_term') === undefined) throw badJson('search_term is missing');
  const filter = part(criteria, 'filter');
  const all = inOrder(findAll(homeserver, request, criteria, words), criteria['order_by']);
  const start = Number(request.query.get('next_batch') ?? 0);
  if (!Number.isInteger(start)) throw invalidParameter('next_batch is no token of this homeserver');
  const end = start + limitOf(homeserver.rules, filter['limit']);
  const page = all.slice(start, end);
  return {
    search_categories: {
      room_events: {
        count: all.length,
        highlights: words,
        results: page.map((found) => resultOf(homeserver, request, found, criteria)),
        ...(criteria['include_state'] === true && { state: statesOf(request, page) }),
        ...groupsOf(page, criteria),
        ...(all.length > end && { next_batch: String(end) }),
      },
    },
  };
}

function findAll(
  homeserver: Homeserver,
  { session, userId }: UserRequest,
  criteria: JsonObject,
  words: readonly string[],
): Found[] {
  const filter = part(criteria, 'filter');
  const asked = Array.isArray(criteria['keys']) ? criteria['keys'] : Object.keys(searchedKeys);
  const keys = asked.filter((key) => typeof key === 'string');
  const ignored = ignoredUsers(session.account);
  const rooms = homeserver.rooms.joinedBy(userId).filter((room) => passesRoom(homeserver.rules, filter, room.roomId));
  return rooms.flatMap((room) =>
    room.timeline.flatMap((shown) => {
      const event = room.shownEvent(shown.eventId);
      const rank = rankOf(event.type, event.content, keys, words);
      const isFound =
        rank > 0 && !isIgnored(ignored, event) && passes(homeserver.rules, filter, filteredOf(homeserver, event));
      return isFound && mayUserSee(homeserver, room, shown.eventId, userId) ? [{ room, shown, rank }] : [];
    }),
  );
}

/** How often the words stand in an event; 0 unless each of them does. */
function rankOf(type: string, content: JsonObject, keys: readonly string[], words: readonly string[]): number {
  const texts = keys.map((key) => {
    const [wantedType, property = ''] = searchedKeys[key] ?? [];
    return type === wantedType ? (stringProperty(content, property) ?? '') : '';
  });
  const said = texts.join(' ').toLowerCase().split(/\W+/);
  const counts = words.map((word) => said.filter((one) => one === word).length);
  return counts.length === 0 || counts.includes(0) ? 0 : counts.reduce((sum, count) => sum + count);
}

function inOrder(found: readonly Found[], order: JsonValue | undefined): Found[] {
  const recent = found.toSorted((a, b) => b.shown.position - a.shown.position);
  return order === 'recent' ? recent : recent.toSorted((a, b) => b.rank - a.rank);
}

function resultOf(
  homeserver: Homeserver,
  { session }: UserRequest,
  { room, shown, rank }: Found,
  criteria: JsonObject,
): JsonObject {
  const result = clientEvent(room, shown.eventId, { session });
  if (!isJsonObject(criteria['event_context'])) return { rank, result };
  const { before_limit: limitBefore, after_limit: limitAfter, include_profile: profiles } = criteria['event_context'];
  const { before, after, answer } = surroundingsOf(homeserver, room, session, shown, {
    before: limitOf(homeserver.rules, limitBefore, 5),
    after: limitOf(homeserver.rules, limitAfter, 5),
    filter: {},
  });
  const profileInfo = profiles === true && { profile_info: profilesOf(room, [...before, shown, ...after]) };
  return { rank, result, context: { ...answer, ...profileInfo } };
}

/** The names under which some events were sent. */
function profilesOf(room: Room, events: readonly ShownEvent[]): JsonObject {
  return Object.fromEntries(
    events.map(({ event, eventId }) => {
      const content = room.stateEvent('m.room.member', event.sender, room.stateKnownBefore(eventId))?.content;
      const known = ['displayname', 'avatar_url'].map((key) => [key, stringProperty(content, key)] as const);
      return [
        event.sender,
        Object.fromEntries(known.flatMap(([key, text]) => (text === undefined ? [] : [[key, text]]))),
      ];
    }),
  );
}

function statesOf({ session }: UserRequest, found: readonly Found[]): JsonObject {
  return Object.fromEntries(
    found.map(({ room }) => [
      room.roomId,
      room.currentState.eventIds().map((eventId) => clientEvent(room, eventId, { session })),
    ]),
  );
}

function groupsOf(found: readonly Found[], criteria: JsonObject): JsonObject {
  const groupBy = part(criteria, 'groupings')['group_by'];
  const keys = (Array.isArray(groupBy) ? groupBy : []).map((group) => stringProperty(group, 'key'));
  if (keys.length === 0) return {};
  const groupsBy = (name: (one: Found) => string): JsonObject => {
    const groups = [...Map.groupBy(found, name)];
    return Object.fromEntries(
      groups.map(([value, ofGroup], order) => [value, { order, results: ofGroup.map(({ shown }) => shown.eventId) }]),
    );
  };
  return {
    groups: {
      ...(keys.includes('room_id') && { room_id: groupsBy(({ room }) => room.roomId) }),
      ...(keys.includes('sender') && { sender: groupsBy(({ shown }) => shown.event.sender) }),
    },
  };
}
