import { eachRoomVersion, test } from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { hasScenes, requirementsIn, type RulesCheck, watch } from './watch.ts';

const checks: readonly RulesCheck[] = [
  {
    title: 'lets users join by the join rule and their membership',
    rules: [
      'rv.auth.member.join.sender',
      'rv.auth.member.join.banned',
      'rv.auth.member.join.invited',
      'rv.auth.member.join.public',
      'rv.auth.member.join.reject',
    ],
  },
  {
    title: 'lets members let others into restricted rooms',
    rules: [
      'rv.auth.member.authorised.signature',
      'rv.auth.member.join.restricted.invited',
      'rv.auth.member.join.restricted.authoriser',
      'rv.auth.member.join.restricted.allow',
    ],
    about: { not: /with any membership/ },
    apart: ['b', 'c'],
  },
  {
    title: 'asks for the signature of the server of an authorising user with any membership',
    rules: ['rv.auth.member.authorised.signature'],
    about: { only: /with any membership/ },
    apart: ['b', 'c'],
  },
  {
    title: 'lets members with the invite level invite',
    rules: [
      'rv.auth.member.invite.sender',
      'rv.auth.member.invite.target',
      'rv.auth.member.invite.level',
      'rv.auth.member.invite.reject',
    ],
  },
  {
    title: 'takes an invite by an address where the identity server vouches for the user',
    rules: [
      'rv.auth.member.invite.third-party.banned',
      'rv.auth.member.invite.third-party.signed',
      'rv.auth.member.invite.third-party.mxid-and-token',
      'rv.auth.member.invite.third-party.mxid',
      'rv.auth.member.invite.third-party.token',
      'rv.auth.member.invite.third-party.sender',
      'rv.auth.member.invite.third-party.signature',
      'rv.auth.member.invite.third-party.reject',
    ],
  },
  {
    title: 'lets users leave, and members with more power kick and unban them',
    rules: [
      'rv.auth.member.leave.own',
      'rv.auth.member.leave.sender',
      'rv.auth.member.leave.unban',
      'rv.auth.member.leave.kick',
      'rv.auth.member.leave.reject',
    ],
  },
  {
    title: 'lets members with more power ban users',
    rules: ['rv.auth.member.ban.sender', 'rv.auth.member.ban.level', 'rv.auth.member.ban.reject'],
  },
  {
    title: 'lets users knock who are not banned, invited or joined',
    rules: [
      'rv.auth.member.knock.join-rule',
      'rv.auth.member.knock.sender',
      'rv.auth.member.knock.allow',
      'rv.auth.member.knock.reject',
    ],
  },
  {
    title: 'takes no membership event without a user and a membership that the room version knows',
    rules: ['rv.auth.member.state-key', 'rv.auth.member.unknown'],
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
