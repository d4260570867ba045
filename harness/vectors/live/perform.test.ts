import { expect, test } from 'vitest';
import { appendEvent } from '../../event-graph/append-event.ts';
import { createRoomGraph } from '../../event-graph/create-room.ts';
import type { Oracle } from '../../protocol/oracle.ts';
import { roomVersionRequirements } from '../../../suites/room-versions/requirements.ts';
import type { Requirement } from '../../run/checks/requirement.ts';
import { allRoomVersions, type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import { generateSigningKey } from '../../protocol/signing.ts';
import { authorizationMutants } from '../mutants/authorization-mutants.ts';
import { type Act, perform, type Theatre } from './perform.ts';
import { rulesOf, scenesOf } from './scenes.ts';
import type { PlayedScene } from './stage.ts';

const first = { name: 'localhost:1', key: generateSigningKey() };
const second = { name: 'localhost:2', key: generateSigningKey() };
const third = { name: 'localhost:4', key: generateSigningKey() };
const guest = { name: 'localhost:3', key: generateSigningKey() };

function theatreOf(roomVersion: RoomVersion): Theatre {
  const signingKeyOf = (serverName: string) => {
    const server = [first, second, third, guest].find(({ name }) => name === serverName);
    if (!server) throw new Error(`no server ${serverName}`);
    return server.key;
  };
  return {
    roomVersion,
    serverOf: (letter) => (letter === 'b' ? second : letter === 'c' ? third : first).name,
    signingKeyOf,
    keys: Object.fromEntries(
      [first, second, third, guest].map(({ name, key }) => [name, { [key.keyId]: key.publicKey }] as const),
    ),
    hostRoom: (createContent) =>
      createRoomGraph(
        {
          roomVersion,
          creator: `@alice:${first.name}`,
          createContent,
          powerLevels: null,
          joinRule: null,
          historyVisibility: null,
        },
        signingKeyOf,
      ),
    welcomeGuest: async (room) => {
      const user = `@guest:${guest.name}`;
      const join = { type: 'm.room.member', sender: user, stateKey: user, content: { membership: 'join' } };
      await Promise.resolve(appendEvent(room, join, signingKeyOf));
    },
  };
}

const played = new Map<RoomVersion, readonly PlayedScene[]>();
for (const roomVersion of allRoomVersions) {
  const acts: Act[] = [];
  for await (const act of perform(scenesOf(rulesOf(roomVersion), roomVersion), theatreOf(roomVersion))) acts.push(act);
  played.set(
    roomVersion,
    acts.flatMap(({ scenes }) => scenes),
  );
}

/** Whether a homeserver that has an oracle's rules is seen to be wrong. */
function tells({ isAllowed, verdictsBy }: PlayedScene, oracle: Oracle): boolean {
  return verdictsBy(oracle).every(({ allowed }) => allowed) !== isAllowed;
}

/** Told by the checks of rooms, and of events that cite one of another room. */
const toldElsewhere =
  /^drop\.(create\.|federate|room-id|member\.join\.creator|auth-events\.another-room)|^row\.creator-is-sender/;

/** Without these rules another refuses, or allows, the same events. */
const madeUpForByOthers = [
  'drop.aliases.state-key', // aliases.domain
  'drop.member.join.reject', // what no rule allows is refused: see below
  'drop.member.invite.reject',
  'drop.member.leave.reject',
  'drop.member.ban.reject',
  'drop.member.knock.reject',
  'drop.member.invite.third-party.signed', // the rules that compare mxid and token
  'drop.member.invite.third-party.mxid-and-token',
  'drop.member.invite.third-party.token', // member.invite.third-party.sender
  'drop.power-levels.allow', // allow
];

const oldest = allRoomVersions[0];
const newest = allRoomVersions.at(-1);

test('tells each wrong list of rules in some room version', () => {
  const survivors = authorizationMutants.filter((mutant) => {
    if (toldElsewhere.test(mutant.id) || madeUpForByOthers.includes(mutant.id)) return false;
    return !allRoomVersions.some((roomVersion) => {
      const oracle = mutant.oracleOf(roomVersion);
      return oracle && played.get(roomVersion)?.some((scene) => tells(scene, oracle));
    });
  });
  expect(survivors.map(({ id }) => id)).toEqual([]);
});

/** In room version 12 only a creator can send the first power levels, whom no other rule about them holds back. */
const exceptions: readonly (readonly [id: string, roomVersion: RoomVersion])[] = [['drop.power-levels.first', '12']];

test.for([oldest, newest].filter((one) => one !== undefined))(
  'tells each dropped rule in room version %s',
  (roomVersion) => {
    const survivors = authorizationMutants.filter((mutant) => {
      const oracle = mutant.oracleOf(roomVersion);
      const isElsewhere = toldElsewhere.test(mutant.id) || madeUpForByOthers.includes(mutant.id);
      const isException = exceptions.some(([id, where]) => id === mutant.id && where === roomVersion);
      if (!oracle || !mutant.id.startsWith('drop.') || isElsewhere || isException) return false;
      return !played.get(roomVersion)?.some((scene) => tells(scene, oracle));
    });
    expect(survivors.map(({ id }) => id)).toEqual([]);
  },
);

const authorization = Object.entries<Requirement>(roomVersionRequirements).filter(([id]) => id.startsWith('rv.auth.'));

test.for(authorization)('%s holds where there is its rule', ([id, { anchor, ...more }]) => {
  const versions = allRoomVersions.filter((one) => more.roomVersions?.(roomVersions[one]) ?? true);
  expect(versions).toEqual(allRoomVersions.filter((one) => rulesOf(one).includes(id.replace('rv.auth.', ''))));
  expect(anchor).toBe(`/rooms/v${versions.at(-1)}/#authorisation-rules`);
});

test('plays hundreds of scenes, each by the rule that it is about', () => {
  const scenes = [...played.values()].flat();
  expect(scenes.filter(({ isAllowed }) => isAllowed).length).toBeGreaterThan(200);
  expect(scenes.filter(({ isAllowed }) => !isAllowed).length).toBeGreaterThan(200);
});
