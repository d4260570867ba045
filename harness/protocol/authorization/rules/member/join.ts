import type { RoomVersionRules } from '../../../room-versions.ts';
import type { AuthContext } from '../../auth-context.ts';
import { isCreator, ownValue } from '../../power-levels.ts';
import { allowIf, otherwiseAllow, otherwiseReject, rejectIf, type Rule, when } from '../../rule.ts';
import { becomes, isAmong } from './becomes.ts';

/** The creator comes in when there is nothing but the room. An additional creator does not. */
const firstJoin = allowIf(
  'member.join.creator',
  'it follows the create event, and is the join of the creator',
  ({ event, create, rules, target }) => {
    if (create === undefined || event.prevEvents.length !== 1 || event.prevEvents[0] !== create.eventId) return false;
    return rules.creatorIs === 'content.creator' ? isCreator(target, create, rules) : create.sender === target;
  },
);

const forSomebodyElse = rejectIf(
  'member.join.sender',
  ({ event }) => `${event.sender} cannot join for ${event.stateKey}`,
  ({ event, target }) => event.sender !== target,
);

const banned = rejectIf(
  'member.join.banned',
  ({ event }) => `${event.sender} is banned`,
  (context) => isAmong(context, context.event.sender, ['ban']),
);

const invited = (rules: readonly string[]): Rule =>
  allowIf(
    'member.join.invited',
    ({ joinRule }) => `the join rule is ${joinRule}, and the user is invited or joined`,
    (context) => rules.includes(context.joinRule ?? '') && isAmong(context, context.target, ['invite', 'join']),
  );

const restricted = (rules: readonly string[]): Rule =>
  when('member.join.restricted', ({ joinRule = '' }) => rules.includes(joinRule), [
    allowIf('member.join.restricted.invited', 'the user is invited or joined', (context) =>
      isAmong(context, context.target, ['join', 'invite']),
    ),
    rejectIf(
      'member.join.restricted.authoriser',
      'join_authorised_via_users_server does not name a joined user with the invite level',
      (context) => !mayInvite(context, ownValue(context.event.content, 'join_authorised_via_users_server')),
    ),
    otherwiseAllow('member.join.restricted.allow', 'a joined user with the invite level authorised it'),
  ]);

function mayInvite(context: AuthContext, userId: unknown): boolean {
  if (typeof userId !== 'string' || !isAmong(context, userId, ['join'])) return false;
  return context.powerLevels.ofUser(userId) >= context.powerLevels.named('invite');
}

const publicRoom = allowIf('member.join.public', 'the room is public', ({ joinRule }) => joinRule === 'public');

/** Joining: rule 5.2 of room versions 1 to 5, 4.2 of 6 and 7, 4.3 of 8 to 11, 5.3 of 12. */
export function joinRules(rules: RoomVersionRules): Rule {
  return when('member.join', becomes('join'), [
    firstJoin,
    forSomebodyElse,
    banned,
    invited(['invite', ...(rules.knock ? ['knock'] : [])]),
    ...(rules.restricted ? [restricted(['restricted', ...(rules.knockRestricted ? ['knock_restricted'] : [])])] : []),
    publicRoom,
    otherwiseReject('member.join.reject', ({ joinRule }) =>
      joinRule === undefined
        ? 'the room has no join rule'
        : `the join rule is ${joinRule}, and the user is not invited`,
    ),
  ]);
}
