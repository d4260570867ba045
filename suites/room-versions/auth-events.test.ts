import { eachRoomVersion, referencedIds, test } from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { hostRoom } from '../hosted-room.ts';
import { hasScenes, requirementsIn, type RulesCheck, watch } from './watch.ts';

const checks: readonly RulesCheck[] = [
  {
    title: 'takes an event only with the auth events that are selected for it',
    rules: [
      'rv.auth.auth-events.duplicate',
      'rv.auth.auth-events.not-selected',
      'rv.auth.auth-events.rejected',
      'rv.auth.auth-events.no-create',
    ],
    apart: ['b'],
  },
  {
    title: 'takes the aliases of a server from its users',
    rules: ['rv.auth.aliases.state-key', 'rv.auth.aliases.domain', 'rv.auth.aliases.allow'],
    apart: ['b', 'c'],
  },
  {
    title: 'takes events from joined users, with no state key that is another user',
    rules: ['rv.auth.sender-joined', 'rv.auth.user-state-key', 'rv.auth.allow'],
  },
  {
    title: 'takes events from users with the level that their type takes',
    rules: ['rv.auth.required-level', 'rv.auth.third-party-invite.invite-level'],
  },
  {
    title: 'takes redactions by level, or by the server of both event IDs',
    rules: ['rv.auth.redaction.level', 'rv.auth.redaction.domain', 'rv.auth.redaction.reject'],
    apart: ['b', 'c'],
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

eachRoomVersion(
  (roomVersion) => {
    test(
      'takes no event that cites one of another room',
      decides('rv.auth.auth-events.another-room'),
      async ({ alice, peer, expect }) => {
        const [room, other] = [
          await hostRoom({ peer, guest: alice, roomVersion, members: { carol: 0 } }),
          await hostRoom({ peer, guest: alice, roomVersion, members: { carol: 0 } }),
        ];
        const message = {
          type: 'm.room.message',
          sender: peer.user('carol'),
          content: { msgtype: 'm.text', body: 'Hello' },
        };
        const cited = referencedIds(peer.build(room, message).auth_events);
        const foreign = referencedIds(peer.build(other, message).auth_events);
        other.eventIds.forEach((eventId) => room.addOutlier(other.event(eventId)));
        const citing = cited.map((own, place) => {
          const authEvents = cited.map((eventId) => (eventId === own ? (foreign[place] ?? '') : eventId));
          return peer.build(room, { ...message, authEvents });
        });
        await peer.sendTransaction({ pdus: citing, deliberate: true });

        const sent = await peer.send(room, message);
        const shown = alice.follow(room.roomId);
        await shown.waitForEvent(sent.eventId);
        for (const pdu of citing) expect(shown.eventIds()).not.toContain(room.eventIdOf(pdu));
      },
    );
  },
  ({ stateResolution, creatorIs }) => stateResolution === 'v1' || creatorIs !== 'content.creator',
);
