import { expect, test } from 'vitest';
import { appendEvent } from '../../event-graph/append-event.ts';
import { createRoomGraph } from '../../event-graph/create-room.ts';
import type { Oracle } from '../../protocol/oracle.ts';
import { allRoomVersions, type RoomVersion } from '../../protocol/room-versions.ts';
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

const played = new Map<RoomVersion, Act[]>();
for (const roomVersion of allRoomVersions) {
  const acts: Act[] = [];
  for await (const act of perform(scenesOf(rulesOf(roomVersion), roomVersion), theatreOf(roomVersion))) acts.push(act);
  played.set(roomVersion, acts);
  console.log(
    roomVersion,
    acts.length,
    acts.map(({ scenes }) => scenes.length).join('+'),
    acts.flatMap(({ parts }) => parts).flat().length,
  );
}

function tells({ isAllowed, verdictsBy }: PlayedScene, oracle: Oracle): boolean {
  const verdicts = verdictsBy(oracle);
  return verdicts.every(({ allowed }) => allowed) !== isAllowed;
}

test('x', () => {
  for (const mutant of authorizationMutants) {
    const survives = allRoomVersions.filter((v) => {
      const oracle = mutant.oracleOf(v);
      return oracle && !played.get(v)?.some(({ scenes }) => scenes.some((scene) => tells(scene, oracle)));
    });
    const of = allRoomVersions.filter((v) => mutant.oracleOf(v));
    if (survives.length) console.log('SURVIVES', mutant.id, survives.join(), 'of', of.join());
  }
  expect(1).toBe(1);
});
