import type { RoomVersionRules } from '../../../room-versions.ts';
import { allowIf, otherwiseReject, rejectIf, type Rule, when } from '../../rule.ts';
import { becomes, isAmong } from './becomes.ts';

/** Knocking: rule 4.6 of room version 7, 4.7 of 8 to 11, 5.7 of 12. */
export function knockRules({ knockRestricted }: RoomVersionRules): Rule {
  const joinRules = ['knock', ...(knockRestricted ? ['knock_restricted'] : [])];
  return when('member.knock', becomes('knock'), [
    rejectIf(
      'member.knock.join-rule',
      ({ joinRule = 'none' }) => `the join rule is ${joinRule}`,
      ({ joinRule = '' }) => !joinRules.includes(joinRule),
    ),
    rejectIf(
      'member.knock.sender',
      ({ event }) => `${event.sender} cannot knock for ${event.stateKey}`,
      ({ event, target }) => event.sender !== target,
    ),
    allowIf(
      'member.knock.allow',
      'its sender is not banned, invited or joined',
      (context) => !isAmong(context, context.event.sender, ['ban', 'invite', 'join']),
    ),
    otherwiseReject('member.knock.reject', 'its sender is banned, invited or joined'),
  ]);
}
