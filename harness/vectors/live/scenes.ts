import type { NumberedRule } from '../../protocol/authorization/authorization-rules.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { isJsonObject, JsonNumber, type JsonValue } from '../../protocol/json.ts';
import { oracleOf } from '../../protocol/oracle.ts';
import { allRoomVersions, type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import { allStories } from '../authorization/all-stories.ts';
import { moreStories } from './more-stories.ts';
import type { Room, Side, Story, StoryEvent, StoryVersion } from '../authorization/story.ts';

/** One of the twins of a story, to be played on a homeserver. */
export interface Scene {
  /** Tells it from all others. */
  readonly title: string;
  readonly room: Room;
  readonly event: StoryEvent;
  readonly isAllowed: boolean;
  /** The rule that decides. */
  readonly decidedBy: string;
}

/** Rules of which no story can be told by sending an event into a room: the checks of rooms and their beginnings have them. */
const ofTheRoom = ['create.', 'room-id', 'federate', 'member.join.creator', 'auth-events.another-room'];

/** The permanent names of the authorization rules of a room version that decide by themselves. */
export function rulesOf(roomVersion: RoomVersion): readonly string[] {
  const leaves = (list: readonly NumberedRule[]): readonly string[] =>
    list.flatMap(({ id, rules }) => (rules ? leaves(rules) : [id]));
  return leaves(oracleOf(roomVersion).authorization.list);
}

/** The first three stories of a rule and the last tell that the rule is there at all. */
function isSample(story: Story, stories: readonly Story[]): boolean {
  const ofRule = stories.filter(({ rule }) => rule === story.rule);
  return [...ofRule.slice(0, 3), ...ofRule.slice(-1)].includes(story);
}

/**
 * The scenes of some rules that are worth to be played in a room version: in the newest all, in others those of the stories that
 * hold in it and not in the version before or after. Of each rule that there has always been, the oldest version has some.
 *
 * @param isWanted chooses stories by what they are about
 */
export function scenesOf(
  rules: readonly string[],
  roomVersion: RoomVersion,
  isWanted: (about: string) => boolean = () => true,
): Scene[] {
  const version = { roomVersion, rules: roomVersions[roomVersion] };
  const stories = [...moreStories, ...allStories].filter(
    (story) => rules.includes(story.rule) && isWanted(story.about) && canBePlayed(story, roomVersion),
  );
  const scenes = stories
    .filter((story) => {
      const [before, after] = neighbours(roomVersion);
      return !after || !holds(story, after) || (before ? !holds(story, before) : isSample(story, stories));
    })
    .flatMap(({ rule, about, accept, reject }) => [
      ...(rule !== 'power-levels.first' && isFirstOfLevels(accept)
        ? []
        : [sceneOf(`${rule} allows: ${about}`, true, accept, rule)]),
      sceneOf(`${rule} forbids: ${about}`, false, reject, rule),
    ]);
  // Many stories share a side.
  return [...new Map(scenes.toReversed().map((scene) => [sameScene(scene, version), scene])).values()].toReversed();
}

const isOfLevels = ({ type }: StoryEvent): boolean => type === 'm.room.power_levels';

/** A room gets its first power levels once, and then another room is needed: that of the rule about it does for all. */
function isFirstOfLevels({ room, event }: Side): boolean {
  return isOfLevels(event) && !eventsOf(room).some(isOfLevels);
}

function sameScene({ room, event }: Scene, version: StoryVersion): string {
  return JSON.stringify([fingerprint(room, version), fingerprint(event, version)]);
}

function sceneOf(title: string, isAllowed: boolean, { room, event, by }: Side, rule: string): Scene {
  return { title, room, event, isAllowed, decidedBy: by ?? rule };
}

function neighbours(roomVersion: RoomVersion): [before: RoomVersion | undefined, after: RoomVersion | undefined] {
  const place = allRoomVersions.indexOf(roomVersion);
  return [allRoomVersions[place - 1], allRoomVersions[place + 1]];
}

function holds({ rule, where }: Story, roomVersion: RoomVersion): boolean {
  return rulesOf(roomVersion).includes(rule) && (where?.(roomVersions[roomVersion]) ?? true);
}

function canBePlayed(story: Story, roomVersion: RoomVersion): boolean {
  if (!holds(story, roomVersion) || ofTheRoom.some((prefix) => story.rule.startsWith(prefix))) return false;
  const version = { roomVersion, rules: roomVersions[roomVersion] };
  return [story.accept, story.reject].every(
    ({ room, event }) =>
      // Clients need not be shown m.room.aliases, and what is no state is seen in no other way.
      (event.type !== 'm.room.aliases' ||
        event.stateKey !== undefined ||
        rulesOf(roomVersion).includes('aliases.allow')) &&
      // In a room that nobody has joined there is nobody to watch.
      room.before !== undefined &&
      [...eventsOf(room), event].every((one) => isWrittenAlike(contentOf(one, version))),
  );
}

/** How numbers such as `5.0e1` are hashed is not said: JSON libraries write them back in another way, and the hash breaks. */
function isWrittenAlike(value: JsonValue): boolean {
  if (value instanceof JsonNumber) return String(Number(value.source)) === value.source;
  if (Array.isArray(value)) return value.every(isWrittenAlike);
  return !isJsonObject(value) || Object.values(value).every(isWrittenAlike);
}

/** All events of a room, oldest first. */
export function eventsOf({ before, event }: Room): StoryEvent[] {
  return [...(before ? eventsOf(before) : []), event];
}

/** The content that an event has in a room version. */
export function contentOf({ content = {} }: StoryEvent, version: StoryVersion): Record<string, JsonValue> {
  return typeof content === 'function' ? content(version) : content;
}

/** The same text for the same event, or for rooms with the same events. */
export function fingerprint(told: StoryEvent | Room, version: StoryVersion): string {
  if ('event' in told) return JSON.stringify(eventsOf(told).map((event) => fingerprint(event, version)));
  const { type, sender, stateKey = null, overrides = {}, alsoSignedBy = [] } = told;
  const { parents = [], cites = {}, redacts, roomIdOf } = told;
  const rooms = [...parents, ...(cites.also ?? []), ...(redacts ? [redacts] : []), ...(roomIdOf ? [roomIdOf] : [])];
  const shown = {
    type,
    sender,
    stateKey,
    content: contentOf(told, version),
    overrides: { ...overrides },
    alsoSignedBy: [...alsoSignedBy],
    without: [...(cites.without ?? [])],
    rooms: rooms.map((room) => fingerprint(room, version)),
  };
  return canonicalJson(shown, { strict: false });
}
