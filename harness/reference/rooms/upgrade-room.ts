import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import type { Homeserver } from '../homeserver.ts';
import { MatrixError } from '../http/matrix-error.ts';
import type { InitialState, NewRoom } from '../rules/room-creation.ts';
import { createRoom } from './create-room.ts';
import { initialPowerLevels, powerLevelsOf } from './power-levels.ts';
import type { Room } from './room.ts';
import { sendEvent } from './send-event.ts';

/** Who upgrades a room, and to what. */
export interface Upgrade {
  readonly userId: string;
  readonly roomVersion: RoomVersion;
  /** Without effect in room versions that know none. */
  readonly additionalCreators: readonly string[];
}

/**
 * Replaces a room by one of another version.
 *
 * @returns the new room
 * Source: https://spec.matrix.org/v1.19/client-server-api/#room-upgrades
 */
export function upgradeRoom(homeserver: Homeserver, old: Room, upgrade: Upgrade): Room {
  const { userId, roomVersion } = upgrade;
  const room = createRoom(homeserver, {
    roomVersion,
    creator: userId,
    createContent: createContent(homeserver, old, upgrade),
    state: transferredState(homeserver, old, upgrade),
  });
  moveAliases(homeserver, old, room);
  const content = { body: 'This room has been replaced', replacement_room: room.roomId };
  sendEvent(homeserver, old, { type: 'm.room.tombstone', sender: userId, stateKey: '', content });
  silence(homeserver, old, userId);
  return room;
}

function createContent({ rules }: Homeserver, old: Room, upgrade: Upgrade): JsonObject {
  const { userId, roomVersion, additionalCreators } = upgrade;
  const ofVersion = roomVersions[roomVersion];
  const before = old.stateEvent('m.room.create')?.content ?? {};
  const [last] = old.timeline.slice(-1);
  const hasMore = ofVersion.creatorIs === 'sender-and-additional-creators' && additionalCreators.length > 0;
  const asked = {
    ...(before['type'] !== undefined && { type: before['type'] }),
    ...(before['m.federate'] !== undefined && { 'm.federate': before['m.federate'] }),
    ...(hasMore && { additional_creators: [...additionalCreators] }),
    predecessor: { room_id: old.roomId, ...(last && { event_id: last.eventId }) },
  };
  return rules.createContent(asked, roomVersion, { creator: userId, trusted: [], rules: ofVersion });
}

/** The state that the new room has of the old one. The power levels stand last, so that whoever upgrades may set the rest. */
function transferredState(homeserver: Homeserver, old: Room, upgrade: Upgrade): InitialState[] {
  const { userId, roomVersion } = upgrade;
  const newRoom = { creator: userId, trusted: [], rules: roomVersions[roomVersion] };
  const powerLevels = old.stateEvent('m.room.power_levels')?.content;
  const others = homeserver.rules.transferredState.filter((type) => type !== 'm.room.power_levels');
  const copied = others.flatMap((type) => {
    const event = old.stateEvent(type);
    return event ? [{ type, stateKey: '', content: event.content }] : [];
  });
  const isTransferred = homeserver.rules.transferredState.includes('m.room.power_levels');
  return [
    levelsEvent({ ...initialPowerLevels(homeserver, newRoom), users: enoughPower(homeserver, newRoom, powerLevels) }),
    ...copied,
    ...(powerLevels && isTransferred ? [levelsEvent(fittedLevels(homeserver, old, upgrade))] : []),
  ];
}

function levelsEvent(content: JsonObject): InitialState {
  return { type: 'm.room.power_levels', stateKey: '', content };
}

/** Whoever upgrades needs, for the time being, the highest level that will be set. */
function enoughPower({ rules }: Homeserver, newRoom: NewRoom, levels: JsonObject = {}): JsonObject {
  const { users, events, ...others } = levels;
  const values = [others, users, events].flatMap((some) => (isJsonObject(some) ? Object.values(some) : []));
  const highest = Math.max(...values.map(Number).filter(Number.isSafeInteger), 100);
  return Object.fromEntries(Object.keys(rules.powerfulUsers(newRoom)).map((userId) => [userId, highest]));
}

/** The power levels of the old room, as the new version takes them: a creator whose power is infinite must not be listed. */
function fittedLevels({ rules }: Homeserver, old: Room, upgrade: Upgrade): JsonObject {
  const content = old.stateEvent('m.room.power_levels')?.content ?? {};
  const { userId, roomVersion, additionalCreators } = upgrade;
  const ofVersion = roomVersions[roomVersion];
  const levels = ofVersion.powerLevelValues === 'integer' ? withIntegers(content) : content;
  const users = isJsonObject(levels['users']) ? levels['users'] : {};
  if (ofVersion.creatorPower !== 'infinite') {
    // Whoever had infinite power in the old room is not listed there.
    const hadInfinitePower = powerLevelsOf(old).ofUser(userId) === Infinity;
    return hadInfinitePower ? { ...levels, users: { ...users, [userId]: 100 } } : levels;
  }
  const creators = [userId, ...additionalCreators];
  const events = isJsonObject(levels['events']) ? levels['events'] : {};
  const tombstone = Number(events['m.room.tombstone'] ?? 0);
  const stateDefault = Number(levels['state_default'] ?? rules.newLevels.state_default);
  return {
    ...levels,
    users: Object.fromEntries(Object.entries(users).filter(([user]) => !creators.includes(user))),
    events: { ...events, 'm.room.tombstone': Math.max(tombstone, stateDefault + 1, rules.tombstoneLevel(ofVersion)) },
  };
}

/** Old versions take levels that are written as texts; newer ones do not. */
function withIntegers(content: JsonObject): JsonObject {
  const changed = Object.entries(content).map(([key, value]): [string, JsonObject[string]] => {
    if (isJsonObject(value)) return [key, withIntegers(value)];
    const isLevel = typeof value === 'number' || (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value));
    return [key, isLevel ? Math.trunc(Number(value)) : value];
  });
  return Object.fromEntries(changed);
}

function moveAliases({ directory }: Homeserver, old: Room, room: Room): void {
  for (const alias of directory.aliasesOf(old.roomId)) {
    directory.setAlias(alias, { roomId: room.roomId, creator: directory.creatorOf(alias) ?? '' });
  }
  if (!directory.publishes(old.roomId)) return;
  directory.setPublished(old.roomId, false);
  directory.setPublished(room.roomId, true);
}

/** Makes it harder to say something in the old room, or to invite to it, if whoever upgrades it may. */
function silence(homeserver: Homeserver, old: Room, userId: string): void {
  const levels = old.stateEvent('m.room.power_levels')?.content ?? {};
  const least = Math.max(50, Number(levels['users_default'] ?? 0) + 1);
  const raised = (name: string): number => Math.max(least, Number(levels[name] ?? 0));
  const content = { ...levels, events_default: raised('events_default'), invite: raised('invite') };
  try {
    sendEvent(homeserver, old, { type: 'm.room.power_levels', sender: userId, stateKey: '', content });
  } catch (error) {
    if (!(error instanceof MatrixError)) throw error;
  }
}
