import { eachRoomVersion, test } from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { hasScenes, requirementsIn, type RulesCheck, watch } from './watch.ts';

const checks: readonly RulesCheck[] = [
  {
    title: 'takes no power levels that are not integers',
    rules: ['rv.auth.power-levels.levels', 'rv.auth.power-levels.entries'],
  },
  {
    title: 'takes power levels of users, of any height in the first of a room',
    rules: ['rv.auth.power-levels.users', 'rv.auth.power-levels.first'],
    about: { not: /a boolean is none|not 1_0/ },
  },
  {
    title: 'takes no boolean and no digits with a separator for the level of a user',
    rules: ['rv.auth.power-levels.users'],
    about: { only: /a boolean is none|not 1_0/ },
  },
  {
    title: 'takes no power levels that list a creator',
    rules: ['rv.auth.power-levels.creator'],
  },
  {
    title: 'lets users alter the levels up to their own',
    rules: ['rv.auth.power-levels.altered.current', 'rv.auth.power-levels.altered.new', 'rv.auth.power-levels.allow'],
  },
  {
    title: 'lets users alter the entries up to their own level, and users below it',
    rules: [
      'rv.auth.power-levels.entries-changed-or-removed.current',
      'rv.auth.power-levels.entries-added-or-changed.new',
      'rv.auth.power-levels.users-changed-or-removed.current',
      'rv.auth.power-levels.users-added-or-changed.new',
    ],
  },
];

for (const check of checks) {
  eachRoomVersion((roomVersion) => {
    test(check.title, decides(...requirementsIn(check, roomVersion)), async ({ alice, peer, startPeer, expect }) => {
      for await (const room of watch(check, { guest: alice, peer, startPeer, roomVersion })) {
        expect(room.shown).toEqual(room.allowed);
        expect(room.state).toEqual(room.stateDue);
      }
    });
  }, hasScenes(check));
}
