import { answering, asking, change, only, without } from '../../wire/doctors.ts';
import type { Fault } from '../fault.ts';
import { federationRules, type MembershipCondition } from '../rules/federation.ts';
import { granted } from './where.ts';

const v1 = '/_matrix/federation/v1';
const makeJoin = answering('GET', `${v1}/make_join/:roomId/:userId`);
const makeLeave = answering('GET', `${v1}/make_leave/:roomId/:userId`);
const sendJoin = answering('PUT', '/_matrix/federation/v2/send_join/:roomId/:eventId');
const sendLeave = answering('PUT', '/_matrix/federation/v2/send_leave/:roomId/:eventId');
const askedMakeJoin = asking('GET', `${v1}/make_join/:roomId/:userId`);
const forbidden = { status: 403, json: { errcode: 'M_FORBIDDEN', error: 'No' } };

const except = (
  conditions: readonly MembershipCondition[],
  ...ids: readonly MembershipCondition['id'][]
): readonly MembershipCondition[] => conditions.filter(({ id }) => !ids.includes(id));

const { submissionConditions, templateConditions } = federationRules;

/** A homeserver that does not see one thing that is wrong with a submitted event, nor that the room does not allow it. */
const submissionsWithout = (...ids: readonly MembershipCondition['id'][]): NonNullable<Fault['rules']> => ({
  submissionConditions: except(submissionConditions, ...ids),
  permitsMembership: () => true,
});

const submissions: readonly Fault[] = [
  {
    id: 'submission.of-another-type',
    does: 'Takes an event of any type as a membership',
    breaks: ['ss.join.invalid', 'ss.leave.invalid', 'ss.join.not-permitted', 'ss.leave.not-a-member'],
    rules: submissionsWithout('type'),
  },
  {
    id: 'submission.of-another-membership',
    does: 'Takes a membership of any kind with send_join and send_leave',
    breaks: [
      'ss.join.invalid',
      'ss.leave.invalid',
      'ss.join.not-permitted',
      'ss.leave.not-a-member',
      'interop.moderation',
    ],
    rules: submissionsWithout('membership'),
  },
  {
    id: 'submission.of-a-user-of-another-server',
    does: 'Takes the membership of a user of another server than the one that asks, whoever signed it',
    breaks: ['ss.join.invalid', 'ss.leave.invalid', 'ss.join.not-permitted', 'ss.leave.not-a-member'],
    rules: { ...submissionsWithout('sender'), submittedSignatureDefect: () => undefined },
  },
  {
    id: 'submission.of-another-user-than-the-sender',
    does: 'Takes a membership of one user that another sent',
    breaks: ['ss.join.invalid', 'ss.leave.invalid', 'ss.join.not-permitted', 'ss.leave.not-a-member'],
    rules: submissionsWithout('state-key'),
  },
  {
    id: 'submission.without-a-signature',
    does: 'Does not look at the signatures of what comes with send_join and send_leave',
    breaks: ['ss.join.invalid', 'ss.leave.invalid'],
    rules: { submittedSignatureDefect: () => undefined },
  },
  {
    id: 'submission.join-is-kept-to-itself',
    does: 'Does not tell the other servers in the room of a join',
    breaks: ['ss.join.distributed'],
    rules: { distributesSubmissions: (membership) => membership !== 'join' },
  },
  {
    id: 'submission.leave-is-kept-to-itself',
    does: 'Does not tell the other servers in the room of a leave',
    breaks: ['ss.leave.distributed'],
    rules: { distributesSubmissions: (membership) => membership !== 'leave' },
  },
  {
    id: 'submission.every-join-is-refused',
    does: 'Refuses every join that is sent to it',
    breaks: [
      'ss.join.accepted',
      'ss.join.response',
      'ss.join.auth-chain',
      'ss.join.invalid',
      'ss.join.distributed',
      'interop.join',
    ],
    doctor: sendJoin(forbidden),
  },
  {
    id: 'submission.every-leave-is-refused',
    does: 'Refuses every leave that is sent to it',
    breaks: ['ss.leave.accepted', 'ss.leave.invalid', 'ss.leave.distributed'],
    doctor: sendLeave(forbidden),
  },
];

const templates: readonly Fault[] = [
  {
    id: 'template.for-foreign-users',
    does: 'Gives a join template for a user of another server than the one that asks',
    breaks: ['ss.join.foreign-user'],
    rules: { givesTemplate: () => true },
  },
  {
    id: 'template.for-nobody',
    does: 'Gives nobody a join template',
    breaks: ['ss.join.foreign-user', 'ss.join.not-permitted', 'ss.join.unknown-room', 'ss.join.template'],
    doctor: only(granted, makeJoin(forbidden)),
  },
  {
    id: 'template.join-without-permission',
    does: 'Gives a join template to who may not join',
    breaks: ['ss.join.not-permitted'],
    rules: { permitsMembership: (isAllowed, membership) => isAllowed || membership === 'join' },
  },
  {
    id: 'template.leave-without-membership',
    does: 'Gives a leave template to who is not in the room',
    breaks: ['ss.leave.not-a-member'],
    rules: { permitsMembership: (isAllowed, membership) => isAllowed || membership === 'leave' },
  },
  {
    id: 'template.no-leave',
    does: 'Gives nobody a leave template',
    breaks: ['ss.leave.not-a-member', 'ss.leave.accepted', 'ss.leave.distributed'],
    doctor: only(granted, makeLeave(forbidden)),
  },
  {
    id: 'template.for-any-room-version',
    does: 'Gives a join template to servers that do not know the room version',
    breaks: ['ss.join.incompatible-version'],
    rules: { isCompatible: () => true },
  },
  {
    id: 'template.where-no-room-version-is-named',
    does: 'Takes a server that names no room version for one that knows all',
    breaks: ['ss.join.incompatible-version'],
    rules: { isCompatible: (version, supported) => supported.includes(version) || supported.length === 1 },
  },
  {
    id: 'template.another-code-for-incompatible-versions',
    does: 'Calls an incompatible room version an unsupported one',
    breaks: ['ss.join.incompatible-version'],
    doctor: only(({ status }) => status === 400, makeJoin(change(['errcode'], () => 'M_UNSUPPORTED_ROOM_VERSION'))),
  },
  {
    id: 'template.error-without-room-version',
    does: 'Does not say which room version it is that a server does not know',
    breaks: ['ss.join.incompatible-version'],
    doctor: only(({ status }) => status === 400, makeJoin(without('room_version'))),
  },
  {
    id: 'template.forbids-unknown-rooms',
    does: 'Refuses a join to a room that it does not know with 403',
    breaks: ['ss.join.unknown-room'],
    doctor: only(({ status }) => status === 404, makeJoin(forbidden)),
  },
  {
    id: 'template.without-room-version',
    does: 'Gives join templates without the room version',
    breaks: ['ss.join.template', 'ss.join.incompatible-version'],
    doctor: only(granted, makeJoin(without('room_version'))),
  },
  {
    id: 'template.of-another-type',
    does: 'Gives join templates of another type',
    breaks: ['ss.join.template', 'ss.schema.makeJoin'],
    doctor: only(granted, makeJoin(change(['event', 'type'], () => 'org.example.member'))),
  },
  {
    id: 'template.of-another-membership',
    does: 'Gives invites as templates of joins',
    breaks: ['ss.join.template', 'ss.schema.makeJoin'],
    doctor: only(granted, makeJoin(change(['event', 'content', 'membership'], () => 'invite'))),
  },
];

const outboundMemberships: readonly Fault[] = [
  {
    id: 'joining.names-no-room-versions',
    does: 'Asks for a join template without saying which room versions it knows',
    breaks: ['ss.join.outbound'],
    doctor: askedMakeJoin(({ target }) => ({ target: target.replace(/\?.*/, '') })),
  },
  ...(['type', 'room', 'sender', 'state-key'] as const).map((id): Fault => ({
    id: `joining.believes-the-${id}-of-a-template`,
    does: `Signs templates of joins and leaves without a look at the ${id}`,
    breaks: [
      'ss.join.outbound-template-checked',
      'ss.leave.outbound-template-checked',
      ...(id === 'type' ? ['ss.schema.sendJoinV2', 'ss.schema.sendLeaveV2'] : []),
    ],
    rules: { templateConditions: except(templateConditions, id) },
  })),
  {
    id: 'joining.believes-the-membership-of-a-template',
    does: 'Signs templates of joins and leaves without a look at the membership',
    breaks: [
      'ss.join.outbound-membership-checked',
      'ss.leave.outbound-membership-checked',
      'ss.schema.sendJoinV2',
      'ss.schema.sendLeaveV2',
    ],
    rules: { templateConditions: except(templateConditions, 'membership') },
  },
  {
    id: 'joining.refuses-every-template',
    does: 'Finds every template of joins and leaves wrong',
    breaks: [
      'ss.join.outbound',
      'ss.join.outbound-template-checked',
      'ss.join.outbound-membership-checked',
      'ss.leave.outbound-template-checked',
      'ss.leave.outbound-membership-checked',
      'ss.leave.rejects-invite',
    ],
    rules: { templateConditions: [{ id: 'type', demands: 'nothing will do', holds: () => false }] },
  },
  {
    id: 'leaving.tells-nobody',
    does: 'Rejects invites without telling the room',
    breaks: ['ss.leave.rejects-invite', 'ss.leave.outbound-template-checked', 'ss.leave.outbound-membership-checked'],
    rules: { tellsRoomOfRejection: false },
  },
];

/** What the homeserver gets wrong where users of other servers join, leave and knock, and its own users theirs. */
export const membershipFaults: readonly Fault[] = [...submissions, ...templates, ...outboundMemberships];
