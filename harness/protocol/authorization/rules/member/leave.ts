import type { RoomVersionRules } from '../../../room-versions.ts';
import { allowIf, type Decision, otherwiseReject, rejectIf, type Rule, when } from '../../rule.ts';
import { becomes, isAmong } from './becomes.ts';

const ownLeave = (memberships: readonly string[]): Rule => ({
  id: 'member.leave.own',
  decide(context): Decision {
    if (context.event.sender !== context.target) return undefined;
    const allowed = isAmong(context, context.target, memberships);
    return { allowed, reason: `${context.target} leaves, having been ${context.membershipOf(context.target)}` };
  },
});

/** Leaving, kicking and unbanning: rule 5.4 of room versions 1 to 5, 4.4 of 6 and 7, 4.5 of 8 to 11, 5.5 of 12. */
export function leaveRules({ knock }: RoomVersionRules): Rule {
  return when('member.leave', becomes('leave'), [
    ownLeave(['invite', 'join', ...(knock ? ['knock'] : [])]),
    rejectIf(
      'member.leave.sender',
      ({ event }) => `${event.sender} is not joined`,
      (context) => !isAmong(context, context.event.sender, ['join']),
    ),
    rejectIf(
      'member.leave.unban',
      ({ target }) => `${target} is banned, and the sender has less than the ban level`,
      (context) => isAmong(context, context.target, ['ban']) && context.senderLevel < context.powerLevels.named('ban'),
    ),
    allowIf(
      'member.leave.kick',
      'its sender has the kick level, and more power than the target',
      ({ senderLevel, powerLevels, target }) =>
        senderLevel >= powerLevels.named('kick') && powerLevels.ofUser(target) < senderLevel,
    ),
    otherwiseReject('member.leave.reject', 'its sender has less than the kick level, or no more power than the target'),
  ]);
}
