import { draftEvent } from '../../event-graph/build-event.ts';
import type { RoomGraph } from '../../event-graph/room-graph.ts';
import { sealEvent } from '../../event-graph/seal-event.ts';
import { citedIds } from '../../protocol/cited-ids.ts';
import type { JsonValue } from '../../protocol/json.ts';
import { isJsonObject } from '../../protocol/json.ts';
import { answering, asking, change, only, without } from '../../wire/doctors.ts';
import type { TargetMessage } from '../../wire/wire.ts';
import { signRequest } from '../../protocol/x-matrix.ts';
import type { Fault } from '../fault.ts';
import { federationRules, type MembershipCondition } from '../rules/federation.ts';

const v1 = '/_matrix/federation/v1';
const makeJoin = answering('GET', `${v1}/make_join/:roomId/:userId`);
const makeLeave = answering('GET', `${v1}/make_leave/:roomId/:userId`);
const sendJoin = answering('PUT', '/_matrix/federation/v2/send_join/:roomId/:eventId');
const sendLeave = answering('PUT', '/_matrix/federation/v2/send_leave/:roomId/:eventId');
const invite = answering('PUT', '/_matrix/federation/v2/invite/:roomId/:eventId');
const event = answering('GET', `${v1}/event/:eventId`);
const eventAuth = answering('GET', `${v1}/event_auth/:roomId/:eventId`);
const state = answering('GET', `${v1}/state/:roomId`);
const stateIds = answering('GET', `${v1}/state_ids/:roomId`);
const backfill = answering('GET', `${v1}/backfill/:roomId`);
const sync = answering('GET', '/_matrix/client/v3/sync');
const askedMakeJoin = asking('GET', `${v1}/make_join/:roomId/:userId`);
const askedInvite = asking('PUT', '/_matrix/federation/v2/invite/:roomId/:eventId');
const sentTransaction = asking('PUT', `${v1}/send/:txnId`);

const granted = ({ status }: TargetMessage): boolean => status === 200;
const list = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);
const forbidden = { status: 403, json: { errcode: 'M_FORBIDDEN', error: 'No' } };
const notFound = { status: 404, json: { errcode: 'M_NOT_FOUND', error: 'No' } };

const except = (
  conditions: readonly MembershipCondition[],
  ...ids: readonly MembershipCondition['id'][]
): readonly MembershipCondition[] => conditions.filter(({ id }) => !ids.includes(id));

const { submissionConditions, templateConditions, inviteConditions } = federationRules;

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
    breaks: ['ss.join.invalid', 'ss.leave.invalid', 'ss.join.not-permitted', 'ss.leave.not-a-member'],
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
    breaks: ['ss.join.accepted', 'ss.join.response', 'ss.join.auth-chain', 'ss.join.invalid', 'ss.join.distributed'],
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

const answers: readonly Fault[] = [
  {
    id: 'join.state-with-the-join',
    does: 'Gives other servers the state after an event as the state before it',
    breaks: ['ss.join.response', 'ss.state.before-event', 'ss.state-ids.before-event'],
    rules: { stateForServers: (room, eventId) => room.graph.stateAfter(eventId) },
  },
  {
    id: 'state.current',
    does: 'Gives other servers the current state as the state before any event',
    breaks: ['ss.state.before-event', 'ss.state-ids.before-event'],
    rules: { stateForServers: (room) => room.currentState },
  },
  {
    id: 'auth-chain.only-of-the-first',
    does: 'Gives other servers of an auth chain what its first event cites only',
    breaks: ['ss.join.auth-chain', 'ss.join.response', 'ss.state.before-event', 'ss.state-ids.before-event'],
    rules: {
      authChainForServers: ({ graph }, eventIds) => [
        ...new Set(eventIds.slice(0, 1).flatMap((eventId) => graph.authEventsOf(eventId))),
      ],
    },
  },
  {
    id: 'auth-chain.without-what-is-in-the-state',
    does: 'Leaves out of the auth chain of a join what stands in the state, though nobody allowed that',
    breaks: ['ss.join.auth-chain'],
    doctor: sendJoin(({ json }) => {
      if (!isJsonObject(json)) return undefined;
      const inState = new Set(list(json['state']).map((one) => JSON.stringify(one)));
      const authChain = list(json['auth_chain']).filter((one) => !inState.has(JSON.stringify(one)));
      return { json: { ...json, auth_chain: authChain } };
    }),
  },
  {
    id: 'join.without-state',
    does: 'Answers a join without the state',
    breaks: ['ss.join.response', 'ss.join.accepted', 'ss.schema.sendJoinV2'],
    doctor: sendJoin(without('state')),
  },
  {
    id: 'events.reads-to-everybody',
    does: 'Gives events and state to servers that are not in the room',
    breaks: ['ss.event.access', 'ss.state-ids.access'],
    rules: { mayRead: () => true },
  },
  {
    id: 'events.reads-to-nobody',
    does: 'Gives events and state to no server',
    breaks: ['ss.event.access', 'ss.state-ids.access', 'ss.event.returned', 'ss.state-ids.unknown-event'],
    rules: { mayRead: () => false },
  },
  {
    id: 'event.with-another',
    does: 'Gives an event twice',
    breaks: ['ss.event.returned', 'ss.event-auth.chain', 'ss.backfill.predecessors', 'ss.schema.getEvent'],
    doctor: event(change(['pdus'], (pdus) => [...list(pdus), ...list(pdus)])),
  },
  {
    id: 'event.changed',
    does: 'Gives an event with another content',
    breaks: ['ss.event.returned', 'ss.emitted.content-hash'],
    doctor: event(change(['pdus', 0, 'content', 'body'], () => 'another')),
  },
  {
    id: 'event-auth.with-the-event',
    does: 'Gives an event among those that authorize it',
    breaks: ['ss.event-auth.chain', 'ss.event.returned', 'ss.backfill.predecessors'],
    rules: {
      authChainForServers: ({ graph }, eventIds) => [
        ...(eventIds.length === 1 ? eventIds : []),
        ...graph.authChain(eventIds),
      ],
    },
  },
  {
    id: 'event-auth.empty',
    does: 'Gives no event of an auth chain',
    breaks: ['ss.event-auth.chain'],
    doctor: eventAuth(change(['auth_chain'], () => [])),
  },
  {
    id: 'state-ids.another-status-for-strangers',
    does: 'Does not know the room where a server outside asks for its state',
    breaks: ['ss.state-ids.access'],
    doctor: only(({ status }) => status === 403, stateIds(notFound)),
  },
  {
    id: 'state-ids.forbids-unknown-events',
    does: 'Refuses the state before an event that it does not have with 403',
    breaks: ['ss.state-ids.unknown-event'],
    doctor: only(({ status }) => status === 404, stateIds(forbidden)),
  },
  {
    id: 'state-ids.empty-for-unknown-events',
    does: 'Knows no state before an event that it does not have, and says so as if that were it',
    breaks: ['ss.state-ids.unknown-event'],
    doctor: only(({ status }) => status === 404, stateIds({ status: 200, json: { pdu_ids: [], auth_chain_ids: [] } })),
  },
  {
    id: 'state.without-auth-chain',
    does: 'Gives the state before an event without its auth chain',
    breaks: ['ss.state.before-event', 'ss.schema.getRoomState'],
    doctor: state(without('auth_chain')),
  },
  {
    id: 'state-ids.incomplete',
    does: 'Leaves one event out of the IDs of the state before an event',
    breaks: ['ss.state-ids.before-event', 'sr.fork.merge-state'],
    doctor: stateIds(change(['pdu_ids'], (ids) => list(ids).slice(1))),
  },
];

const history: readonly Fault[] = [
  {
    id: 'missing-events.not-asked',
    does: 'Does not ask for the events before one whose parents it does not know',
    breaks: ['ss.missing-events.asked'],
    rules: { asksForMissingEvents: false },
  },
  {
    id: 'missing-events.ignores-the-limit',
    does: 'Gives as many missing events as there are',
    breaks: ['ss.missing-events.answered'],
    rules: { missingEvents: ({ graph }, walk) => graph.missingEvents({ ...walk, limit: 1000 }) },
  },
  {
    id: 'missing-events.with-the-latest',
    does: 'Gives the latest events among those before them',
    breaks: ['ss.missing-events.answered', 'ss.missing-events.min-depth'],
    rules: { missingEvents: ({ graph }, walk) => [...graph.missingEvents(walk), ...walk.latest] },
  },
  {
    id: 'missing-events.with-the-earliest',
    does: 'Gives the earliest events among those behind them',
    breaks: ['ss.missing-events.answered', 'ss.missing-events.min-depth'],
    rules: { missingEvents: ({ graph }, walk) => [...walk.earliest, ...graph.missingEvents(walk)] },
  },
  {
    id: 'missing-events.from-the-earliest',
    does: 'Walks forward from the earliest events, so that those next to the latest are left out beyond the limit',
    breaks: ['ss.missing-events.answered'],
    rules: {
      missingEvents: ({ graph }, walk) => graph.missingEvents({ ...walk, limit: 1000 }).slice(0, walk.limit),
    },
  },
  {
    id: 'missing-events.ignores-the-depth',
    does: 'Gives missing events below the depth that was named',
    breaks: ['ss.missing-events.min-depth'],
    rules: { missingEvents: ({ graph }, { minDepth: _minDepth, ...walk }) => graph.missingEvents(walk) },
  },
  {
    id: 'missing-events.above-the-depth',
    does: 'Leaves out the events that have just the depth that was named',
    breaks: ['ss.missing-events.min-depth'],
    rules: {
      missingEvents: ({ graph }, { minDepth = 0, ...walk }) =>
        graph.missingEvents({ ...walk, minDepth: minDepth === 0 ? 0 : minDepth + 1 }),
    },
  },
  {
    id: 'backfill.without-the-given',
    does: 'Gives the events before those that were named without these',
    breaks: ['ss.backfill.predecessors', 'ss.event.returned', 'ss.event-auth.chain'],
    rules: {
      backfill: ({ graph }, eventIds, limit) =>
        graph.backfill(eventIds, limit + eventIds.length).filter((one) => !eventIds.includes(one)),
    },
  },
  {
    id: 'backfill.ignores-the-limit',
    does: 'Gives as much history as there is',
    breaks: ['ss.backfill.predecessors', 'ss.event.returned', 'ss.event-auth.chain'],
    rules: { backfill: ({ graph }, eventIds) => graph.backfill(eventIds, 1000) },
  },
  {
    id: 'backfill.empty',
    does: 'Gives no history',
    breaks: ['ss.backfill.predecessors', 'ss.event.returned', 'ss.event-auth.chain'],
    doctor: backfill(change(['pdus'], () => [])),
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

const invites: readonly Fault[] = [
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
    breaks: ['ss.invite.signed', 'ss.invite.shown', 'ss.invite.invalid', 'ss.invite.without-membership'],
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

/** The events that no other event names as its parent, whatever became of them. */
function childless(graph: RoomGraph): string[] {
  const inHistory = graph.eventIds.filter((eventId) => !graph.isOutlier(eventId));
  const parents = new Set(inHistory.flatMap((eventId) => citedIds(graph.event(eventId).prev_events)));
  return inHistory.filter((eventId) => !parents.has(eventId));
}

const ownEvents: readonly Fault[] = [
  {
    id: 'sending.tells-nobody',
    does: 'Sends no events to other servers',
    breaks: ['ss.send.outbound', 'ss.join.outbound', 'sr.fork.extremities'],
    doctor: sentTransaction(change(['pdus'], () => [])),
  },
  {
    id: 'sending.names-one-parent',
    does: 'Names one forward extremity only as the parent of a new event',
    breaks: ['ss.send.outbound', 'sr.fork.extremities'],
    rules: {
      draftOwnEvent: (graph, spec) => draftEvent(graph, { ...spec, prevEvents: graph.forwardExtremities.slice(-1) }),
    },
  },
  {
    id: 'sending.names-unfit-parents',
    does: 'Names rejected and soft-failed events as parents of a new event',
    breaks: ['ss.pdu.rejected-hidden', 'ss.pdu.rejected-parent', 'ss.pdu.soft-failed', 'ss.pdu.soft-failed-parent'],
    rules: { draftOwnEvent: (graph, spec) => draftEvent(graph, { ...spec, prevEvents: childless(graph) }) },
  },
  {
    id: 'sending.names-grandparents',
    does: 'Names parents of the forward extremities as parents of a new event, too',
    breaks: ['ss.send.outbound', 'sr.fork.extremities'],
    rules: {
      draftOwnEvent: (graph, spec) => {
        const tips = graph.forwardExtremities;
        const above = tips.flatMap((eventId) => graph.parentsOf(eventId)).filter((eventId) => graph.has(eventId));
        return draftEvent(graph, { ...spec, prevEvents: [...new Set([...tips, ...above])] });
      },
    },
  },
  {
    id: 'sending.wrong-depth',
    does: 'Gives a new event the depth of its deepest parent',
    breaks: ['ss.send.outbound'],
    rules: {
      draftOwnEvent: (graph, spec) => {
        const draft = draftEvent(graph, spec);
        return { ...draft, depth: Math.max(0, draft.depth - 1) };
      },
    },
  },
  {
    id: 'sending.too-many-auth-events',
    does: 'Cites the name of the room in each new message, as if it authorized it',
    breaks: ['ss.send.outbound'],
    rules: {
      draftOwnEvent: (graph, spec) => {
        const draft = draftEvent(graph, spec);
        const further = graph.stateEvent('m.room.history_visibility');
        if (!further || spec.type !== 'm.room.message') return draft;
        const authEvents = [...citedIds(draft.auth_events), graph.eventIdOf(further)];
        return draftEvent(graph, { ...spec, authEvents });
      },
    },
  },
  {
    id: 'sending.cites-no-membership',
    does: 'Sends messages that do not cite the membership of their sender',
    breaks: ['ss.emitted.authorization', 'ss.send.outbound'],
    rules: {
      refusesForbidden: () => false,
      draftOwnEvent: (graph, spec) => {
        const draft = draftEvent(graph, spec);
        const membership = graph.stateEvent('m.room.member', spec.sender);
        if (!membership || spec.type !== 'm.room.message') return draft;
        const others = citedIds(draft.auth_events).filter((eventId) => eventId !== graph.eventIdOf(membership));
        return draftEvent(graph, { ...spec, authEvents: others });
      },
    },
  },
  {
    id: 'sending.requests-for-nobody',
    does: 'Does not say for which server its requests are',
    breaks: ['ss.emitted.request-authentication'],
    rules: { signRequest: (request, key) => signRequest(request, key).replace(/,destination="[^"]*"/, '') },
  },
  {
    id: 'sending.wrong-content-hash',
    does: 'Sends messages with the hash of another content',
    breaks: ['ss.emitted.content-hash', 'ss.send.outbound'],
    rules: {
      sealOwnEvent: (draft, seal) =>
        sealEvent(draft, { ...seal, ...(draft.type === 'm.room.message' && { corrupt: 'content-hash' }) }),
    },
  },
  {
    id: 'sending.wrong-signature',
    does: 'Signs messages with another key than the one that it publishes',
    breaks: ['ss.emitted.signature', 'ss.send.outbound'],
    rules: {
      sealOwnEvent: (draft, seal) =>
        sealEvent(draft, { ...seal, ...(draft.type === 'm.room.message' && { corrupt: 'signature' }) }),
    },
  },
  {
    id: 'sending.unsigned',
    does: 'Sends messages without a signature',
    breaks: ['ss.emitted.signature', 'ss.send.outbound'],
    rules: {
      sealOwnEvent: (draft, seal) =>
        sealEvent(draft, { ...seal, ...(draft.type === 'm.room.message' && { corrupt: 'missing-signature' }) }),
    },
  },
  {
    id: 'sending.event-ids-of-another-server',
    does: 'Gives messages event IDs of another server',
    breaks: ['ss.emitted.event-id', 'ss.send.outbound'],
    roomVersions: ['1', '2'],
    rules: {
      draftOwnEvent: (graph, spec) => {
        const { event_id: eventId, ...draft } = draftEvent(graph, spec);
        const changed = spec.type === 'm.room.message' ? `${eventId?.split(':')[0]}:another.example` : eventId;
        return { ...draft, ...(changed !== undefined && { event_id: changed }) };
      },
    },
  },
  {
    id: 'sending.malformed-unsigned',
    does: 'Sends events whose unsigned is no object',
    breaks: ['ss.emitted.event-format', 'ss.send.outbound'],
    doctor: sentTransaction(change(['pdus', '*', 'unsigned'], () => 'a text')),
  },
];

/** What the homeserver gets wrong of rooms that it shares with others. */
export const federationFaults: readonly Fault[] = [
  ...submissions,
  ...templates,
  ...answers,
  ...history,
  ...outboundMemberships,
  ...invites,
  ...ownEvents,
];
