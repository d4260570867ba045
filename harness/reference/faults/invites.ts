import { isJsonObject } from '../../protocol/json.ts';
import { answering, asking, change, only, without } from '../../wire/doctors.ts';
import type { Fault } from '../fault.ts';
import { federationRules, type MembershipCondition } from '../rules/federation.ts';
import { granted } from './where.ts';

const invite = answering('PUT', '/_matrix/federation/v2/invite/:roomId/:eventId');
const sync = answering('GET', '/_matrix/client/v3/sync');
const askedInvite = asking('PUT', '/_matrix/federation/v2/invite/:roomId/:eventId');

const except = (
  conditions: readonly MembershipCondition[],
  ...ids: readonly MembershipCondition['id'][]
): readonly MembershipCondition[] => conditions.filter(({ id }) => !ids.includes(id));

const { inviteConditions } = federationRules;

/** What the homeserver gets wrong of invites, its own and those of others. */
export const inviteFaults: readonly Fault[] = [
  {
    id: 'invite.of-another-type',
    does: 'Signs events of any type as invites',
    breaks: ['ss.invite.invalid', 'ss.schema.sendInviteV2'],
    rules: { inviteConditions: except(inviteConditions, 'type') },
  },
  {
    id: 'invite.of-another-membership',
    does: 'Signs memberships of any kind as invites',
    breaks: ['ss.invite.invalid', 'ss.invite.without-membership', 'ss.schema.sendInviteV2'],
    rules: { inviteConditions: except(inviteConditions, 'membership') },
  },
  {
    id: 'invite.without-a-membership',
    does: 'Signs an invite that does not say that it is one',
    breaks: ['ss.invite.without-membership', 'ss.schema.sendInviteV2'],
    rules: {
      inviteConditions: inviteConditions.map((condition) =>
        condition.id === 'membership'
          ? {
              ...condition,
              holds: (invited, expected) =>
                invited.content['membership'] === undefined || condition.holds(invited, expected),
            }
          : condition,
      ),
    },
  },
  {
    id: 'invite.by-a-user-of-another-server',
    does: 'Signs invites of a user of another server than the one that asks, whoever signed them',
    breaks: ['ss.invite.invalid'],
    rules: { inviteConditions: except(inviteConditions, 'sender'), inviteSignatureDefect: () => undefined },
  },
  {
    id: 'invite.of-a-user-of-another-server',
    does: 'Signs invites of users of other servers',
    breaks: ['ss.invite.invalid'],
    rules: { inviteConditions: except(inviteConditions, 'state-key'), takesInvitesFor: () => true },
  },
  {
    id: 'invite.without-a-signature',
    does: 'Does not look at the signatures of invites',
    breaks: ['ss.invite.invalid'],
    rules: { inviteSignatureDefect: () => undefined },
  },
  {
    id: 'invite.refuses-all',
    does: 'Lets nobody be invited from elsewhere',
    breaks: [
      'ss.invite.signed',
      'ss.invite.shown',
      'ss.invite.invalid',
      'ss.invite.without-membership',
      'interop.invite',
    ],
    rules: { takesInvitesFor: () => false },
  },
  {
    id: 'invite.not-signed',
    does: 'Answers an invite with the invite as it came',
    breaks: ['ss.invite.signed', 'ss.emitted.signature'],
    doctor: only(
      granted,
      invite(change(['event', 'signatures'], (truth) => Object.fromEntries(Object.entries(truth ?? {}).slice(0, 1)))),
    ),
  },
  {
    id: 'invite.changed',
    does: 'Adds a display name to an invite that it signs',
    breaks: ['ss.invite.signed'],
    doctor: only(granted, invite(change(['event', 'content', 'displayname'], () => 'Alice'))),
  },
  {
    id: 'invite.not-shown',
    does: 'Does not show users that they are invited',
    breaks: ['ss.invite.shown', 'ss.invite.signed', 'ss.invite.invalid'],
    doctor: sync(
      change(['rooms'], (rooms) => {
        if (!isJsonObject(rooms)) return undefined;
        const { invite: _invite, ...others } = rooms;
        return others;
      }),
    ),
  },
  {
    id: 'invite.shown-without-state',
    does: 'Shows invites without the state of the room',
    breaks: ['ss.invite.shown', 'ss.invite.signed'],
    doctor: sync(change(['rooms', 'invite', '*', 'invite_state', 'events'], () => [])),
  },
  {
    id: 'inviting.asks-nobody',
    does: 'Lets invites of users of other servers into the room without the signature of their servers',
    breaks: ['ss.invite.outbound', 'ss.invite.outbound-body', 'ss.invite.outbound-state'],
    rules: { awaitsInvitedServer: false },
  },
  {
    id: 'inviting.without-room-version',
    does: 'Does not tell an invited server which version the room has',
    breaks: ['ss.invite.outbound-body', 'ss.invite.outbound', 'ss.schema.sendInviteV2'],
    doctor: askedInvite(without('room_version')),
  },
  {
    id: 'inviting.stripped-state',
    does: 'Strips the state that goes with an invite to another server',
    breaks: ['ss.invite.outbound-state'],
    rules: {
      outsiderEvents: (events) =>
        events.map(({ type, sender, content, state_key: stateKey = '' }) => ({
          type,
          sender,
          content,
          state_key: stateKey,
        })),
    },
  },
  {
    id: 'inviting.without-the-create-event',
    does: 'Leaves the create event out of the state that goes with an invite to another server',
    breaks: ['ss.invite.outbound-state'],
    rules: { outsiderEvents: (events) => events.filter(({ type }) => type !== 'm.room.create') },
  },
];
