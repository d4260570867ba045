import { allowIf, otherwiseReject, rejectIf, type Rule, when } from '../../rule.ts';
import { becomes, isAmong } from './becomes.ts';
import { thirdPartyInviteRules } from './third-party-invite.ts';

/** Inviting: rule 5.3 of room versions 1 to 5, 4.3 of 6 and 7, 4.4 of 8 to 11, 5.4 of 12. */
export const inviteRules: Rule = when('member.invite', becomes('invite'), [
  thirdPartyInviteRules,
  rejectIf(
    'member.invite.sender',
    ({ event }) => `${event.sender} is not joined`,
    (context) => !isAmong(context, context.event.sender, ['join']),
  ),
  rejectIf(
    'member.invite.target',
    ({ target }) => `${target} is joined or banned`,
    (context) => isAmong(context, context.target, ['join', 'ban']),
  ),
  allowIf(
    'member.invite.level',
    'its sender has the invite level',
    ({ senderLevel, powerLevels }) => senderLevel >= powerLevels.named('invite'),
  ),
  otherwiseReject('member.invite.reject', 'its sender has less than the invite level'),
]);
