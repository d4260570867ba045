import { isUserId } from '../../../id-grammar.ts';
import { serverNameAfterColon } from '../../../pdu.ts';
import type { RoomVersionRules } from '../../../room-versions.ts';
import { ownValue } from '../../power-levels.ts';
import { otherwiseReject, rejectIf, type Rule, when } from '../../rule.ts';
import { banRules } from './ban.ts';
import { inviteRules } from './invite.ts';
import { joinRules } from './join.ts';
import { knockRules } from './knock.ts';
import { leaveRules } from './leave.ts';

const noMembership = rejectIf(
  'member.state-key',
  'it has no state key that is a user, or its content no membership',
  ({ event, readings }) =>
    event.stateKey === undefined ||
    !Object.hasOwn(event.content, 'membership') ||
    (readings.memberStateKey === 'user-id' && !isUserId(event.stateKey)),
);

/** Since room version 8 an event of any membership that names an authorising user needs the signature of that user's server. */
const unsignedByAuthoriser = when(
  'member.authorised',
  ({ event }) => Object.hasOwn(event.content, 'join_authorised_via_users_server'),
  [
    rejectIf(
      'member.authorised.signature',
      'it is not validly signed by the server of the user that join_authorised_via_users_server names',
      (context) => {
        const user = ownValue(context.event.content, 'join_authorised_via_users_server');
        const server = typeof user === 'string' ? serverNameAfterColon(user) : undefined;
        return server === undefined || !context.isSignedBy(server);
      },
    ),
  ],
);

/** Rule 5 of room versions 1 to 5 and 12, 4 of versions 6 to 11. */
export function memberRules(rules: RoomVersionRules): Rule {
  return when('member', ({ event }) => event.type === 'm.room.member', [
    noMembership,
    ...(rules.restricted ? [unsignedByAuthoriser] : []),
    joinRules(rules),
    inviteRules,
    leaveRules(rules),
    banRules,
    ...(rules.knock ? [knockRules(rules)] : []),
    otherwiseReject('member.unknown', 'its membership is none of the room version'),
  ]);
}
