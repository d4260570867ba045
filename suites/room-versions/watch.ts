import {
  type Client,
  granted,
  objectsAt,
  type Peer,
  type RoomVersion,
  roomVersions,
  type RoomVersionRules,
  stringAt,
} from '../../harness/index.ts';
import { type Act, perform, rulesOf, scenesOf, type Theatre } from '../../harness/stories.ts';
import type { roomVersionRequirements } from './requirements.ts';
import { untilSaid } from './until-said.ts';

/** The requirement of a rule. */
export type RuleId = keyof typeof roomVersionRequirements;

/** A check of some rules: its title, and the rules. */
export interface RulesCheck {
  readonly title: string;
  readonly rules: readonly RuleId[];
  /** Only the stories about this, or all but those. */
  readonly about?: { readonly only: RegExp } | { readonly not: RegExp };
  /** Letters of the servers of the stories that must not be one server with the others. */
  readonly apart?: readonly string[];
}

const nameOf = (requirement: RuleId): string => requirement.replace('rv.auth.', '');

/** The scenes of a check in a room version. */
export function scenesOfCheck({ rules, about }: RulesCheck, roomVersion: RoomVersion): ReturnType<typeof scenesOf> {
  const isWanted = (text: string): boolean =>
    !about || ('only' in about ? about.only.test(text) : !about.not.test(text));
  return scenesOf(rules.map(nameOf), roomVersion, isWanted);
}

/** The room versions in which a check has scenes, for `eachRoomVersion`. */
export function hasScenes(check: RulesCheck): (rules: RoomVersionRules) => boolean {
  return (rules) => {
    const version = (Object.keys(roomVersions) as RoomVersion[]).find((one) => roomVersions[one] === rules);
    return version !== undefined && scenesOfCheck(check, version).length > 0;
  };
}

/** The requirements of a check that hold in a room version. */
export function requirementsIn({ rules }: RulesCheck, roomVersion: RoomVersion): [RuleId, ...RuleId[]] {
  const [first, ...rest] = rules.filter((rule) => rulesOf(roomVersion).includes(nameOf(rule)));
  if (first === undefined) throw new RangeError(`None of ${rules.join(', ')} holds in room version ${roomVersion}`);
  return [first, ...rest];
}

/** Who is on stage, and who watches. */
export interface Company {
  readonly guest: Client;
  readonly peer: Peer;
  readonly startPeer: () => Promise<Peer>;
  readonly roomVersion: RoomVersion;
}

/** What was to be seen in a room, and what was seen. */
export interface Watched {
  readonly allowed: readonly string[];
  readonly shown: readonly string[];
  readonly stateDue: readonly string[];
  readonly state: readonly string[];
}

/** Plays the scenes of a check in rooms of peers, before the eyes of a user of the target. */
export async function* watch(check: RulesCheck, company: Company): AsyncGenerator<Watched> {
  const { guest, peer, startPeer, roomVersion } = company;
  const others = new Map<string, Peer>();
  for (const letter of check.apart ?? []) others.set(letter, await startPeer());
  const peers = [peer, ...others.values()];
  const signingKeys = new Map(peers.map(({ serverName, signingKey }) => [serverName, signingKey]));
  const theatre: Theatre = {
    roomVersion,
    serverOf: (letter) => (others.get(letter) ?? peer).serverName,
    signingKeyOf: (serverName) => signingKeys.get(serverName) ?? peer.signingKeyOf(serverName),
    keys: Object.fromEntries(
      peers.map((one) => [one.serverName, { [one.signingKey.keyId]: one.signingKey.publicKey }]),
    ),
    hostRoom: (createContent) =>
      peer.hostRoom({
        roomVersion,
        creator: peer.user('alice'),
        createContent,
        powerLevels: null,
        joinRule: null,
        historyVisibility: null,
      }),
    welcomeGuest: async (room) => {
      await guest.join(room.roomId, [peer.serverName]);
    },
  };
  for await (const act of perform(scenesOfCheck(check, roomVersion), theatre)) yield seen(act, company);
}

async function seen({ room, scenes, parts }: Act, { guest, peer }: Company): Promise<Watched> {
  const shown = guest.follow(room.roomId);
  await shown.next();
  for (const pdus of parts) {
    granted(await peer.sendTransaction({ pdus, deliberate: true }));
    const [sentinel] = pdus.slice(-1);
    if (!sentinel) continue;
    await untilSaid(room.eventIdOf(sentinel), room.roomId, guest);
    await shown.next();
    await shown.waitForEvent(room.eventIdOf(sentinel));
  }
  const state = objectsAt((await guest.state(room.roomId)).json).map((event) => stringAt(event, 'event_id'));
  // Nothing demands that clients are shown m.room.aliases, which the specification of today does not describe.
  const ids = new Set([...shown.eventIds(), ...state]);
  return {
    allowed: scenes.filter(({ isAllowed }) => isAllowed).map(({ title }) => title),
    shown: scenes.filter(({ eventId }) => ids.has(eventId)).map(({ title }) => title),
    stateDue: room.stateAfterAll().eventIds().toSorted(),
    state: state.toSorted(),
  };
}
