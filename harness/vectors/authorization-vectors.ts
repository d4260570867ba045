import { authorizationRules, numbered, type NumberedRule } from '../protocol/authorization/authorization-rules.ts';
import { canonicalJson } from '../protocol/canonical-json.ts';
import type { RoomEvent } from '../protocol/room-event.ts';
import { allRoomVersions, type RoomVersion, roomVersions, type RoomVersionRules } from '../protocol/room-versions.ts';
import { allStories } from './authorization/all-stories.ts';
import { StoryRooms } from './authorization/story-rooms.ts';
import type { Side, Story } from './authorization/story.ts';
import { authorizationFile, type AuthorizationPair, type AuthorizationVector } from './authorization-questions.ts';
import type { VectorFile } from './vector-file.ts';
import { exampleKeyOf } from '../event-graph/scenario/example-servers.ts';

/** The files of vectors for the authorization rules, one for each room version. */
export function authorizationVectorFiles(): VectorFile[] {
  return allRoomVersions.map((roomVersion) => ({
    path: authorizationFile(roomVersion),
    text: textOf(roomVersion),
  }));
}

/** The permanent names of the rules of a room version that decide by themselves, each with its number. */
export function decidingRules(rules: RoomVersionRules): Map<string, string> {
  const leaves = (list: readonly NumberedRule[]): NumberedRule[] =>
    list.flatMap((rule) => (rule.rules ? leaves(rule.rules) : [rule]));
  return new Map(leaves(numbered(authorizationRules(rules))).map(({ id, number }) => [id, number]));
}

function textOf(roomVersion: RoomVersion): string {
  const rules = roomVersions[roomVersion];
  const rooms = new StoryRooms(roomVersion);
  const numbers = decidingRules(rules);
  const pairs = allStories
    .filter(({ rule, where }) => numbers.has(rule) && (where?.(rules) ?? true))
    .map((story) => pairOf(story, rooms, numbers));
  const events = eventsOf(pairs, rooms);
  // One event or pair a line, so that a difference shows which.
  return `{
  "$schema": "../authorization.schema.json",
  "title": "Authorization rules of room version ${roomVersion}",
  "roomVersion": "${roomVersion}",
  "specification": ["https://spec.matrix.org/v1.19/rooms/v${roomVersion}/#authorisation-rules"],
  "source": ${JSON.stringify(source)},
  "keys": ${JSON.stringify(keysOf(events))},
  "events": {
${events.map(({ eventId, pdu }) => `    ${JSON.stringify(eventId)}: ${canonicalJson(pdu, { strict: false })}`).join(',\n')}
  },
  "pairs": [
${pairs.map((pair) => `    ${JSON.stringify(pair)}`).join(',\n')}
  ]
}
`;
}

const source =
  'Verdicts and deciding rules were written down by hand from the text of the specification; events, hashes and ' +
  'signatures are made by harness/vectors/write-vectors.ts.';

function pairOf(story: Story, rooms: StoryRooms, numbers: ReadonlyMap<string, string>): AuthorizationPair {
  const { rule: ruleId, about, accept, reject } = story;
  const vectorOf = (side: Side): AuthorizationVector => {
    const { state, event, rejected } = placesOf(side, rooms);
    const by = side.by ?? ruleId;
    const decides = { rule: numberOf(by, numbers, about), ruleId: by };
    return { event, state, ...(rejected.length > 0 && { rejected }), ...decides };
  };
  return { rule: numberOf(ruleId, numbers, about), ruleId, about, accept: vectorOf(accept), reject: vectorOf(reject) };
}

function placesOf(side: Side, rooms: StoryRooms): Pick<Required<AuthorizationVector>, 'event' | 'state' | 'rejected'> {
  const sent = rooms.sent(side.room, side.event);
  const before = side.state === 'before' ? rooms.stateBefore(side.room, side.event).eventIds() : [];
  const state = side.state === 'auth-events' ? sent.authEvents : before;
  const roomIsOf = `$${sent.roomId.slice(1)}`;
  const rejected = [...sent.authEvents, roomIsOf].filter((eventId) => rooms.isRejected(eventId));
  return { event: sent.eventId, state, rejected };
}

function numberOf(ruleId: string, numbers: ReadonlyMap<string, string>, about: string): string {
  const number = numbers.get(ruleId);
  if (number !== undefined) return number;
  throw new RangeError(`There is no rule ${ruleId} in a room version in which this is told: ${about}`);
}

/** What the pairs name, and all that authorizes it, in the order in which it comes up. */
function eventsOf(pairs: readonly AuthorizationPair[], rooms: StoryRooms): RoomEvent[] {
  const events = new Map<string, RoomEvent>();
  const add = (eventId: string): void => {
    if (events.has(eventId)) return;
    const event = rooms.byId(eventId);
    event.authEvents.forEach(add);
    events.set(eventId, event);
  };
  for (const vector of pairs.flatMap(({ accept, reject }) => [accept, reject])) {
    [...vector.state, ...(vector.rejected ?? []), vector.event].forEach(add);
  }
  return [...events.values()];
}

/** The public keys of the servers that signed the events. */
function keysOf(events: readonly RoomEvent[]): Record<string, Record<string, string>> {
  const servers = new Set(events.flatMap(({ pdu }) => Object.keys(pdu.signatures ?? {})));
  const entries = [...servers].toSorted().map((server) => {
    const { keyId, publicKey } = exampleKeyOf(server);
    return [server, { [keyId]: publicKey }] as const;
  });
  return Object.fromEntries(entries);
}
