import { allowIf, otherwiseReject, rejectIf, type Rule, when } from '../../rule.ts';
import { becomes, isAmong } from './becomes.ts';

/** Banning: rule 5.5 of room versions 1 to 5, 4.5 of 6 and 7, 4.6 of 8 to 11, 5.6 of 12. */
export const banRules: Rule = when('member.ban', becomes('ban'), [
  rejectIf(
    'member.ban.sender',
    ({ event }) => `${event.sender} is not joined`,
    (context) => !isAmong(context, context.event.sender, ['join']),
  ),
  allowIf(
    'member.ban.level',
    'its sender has the ban level, and more power than the target',
    ({ senderLevel, powerLevels, target }) =>
      senderLevel >= powerLevels.named('ban') && powerLevels.ofUser(target) < senderLevel,
  ),
  otherwiseReject('member.ban.reject', 'its sender has less than the ban level, or no more power than the target'),
]);
