import { serverNameAfterColon } from '../../pdu.ts';
import type { RoomEvent } from '../../room-event.ts';
import { ownValue } from '../power-levels.ts';
import { allowOnlyIf, otherwiseAllow, rejectIf, type Rule, when } from '../rule.ts';

/** Rule 3 of room versions 1 to 11, 4 of version 12. */
export const notFederated: Rule = rejectIf(
  'federate',
  ({ event }) => `the room does not federate, and ${event.sender} is of another server than the create event`,
  ({ create, event }) =>
    ownValue(create?.content, 'm.federate') === false && serverOfSender(create) !== serverOfSender(event),
);

/** Rule 4 of room versions 1 to 5. */
export const aliasesRules: Rule = when('aliases', ({ event }) => event.type === 'm.room.aliases', [
  rejectIf('aliases.state-key', 'it has no state key', ({ event }) => event.stateKey === undefined),
  rejectIf(
    'aliases.domain',
    ({ event }) => `its state key is not the server of ${event.sender}`,
    ({ event }) => serverOfSender(event) !== event.stateKey,
  ),
  otherwiseAllow('aliases.allow', 'it is of the server that its state key names'),
]);

/** Rule 6 of room versions 1 to 5 and 12, 5 of versions 6 to 11. */
export const senderNotJoined: Rule = rejectIf(
  'sender-joined',
  (context) => `${context.event.sender} is not joined, but ${context.membershipOf(context.event.sender)}`,
  (context) => context.membershipOf(context.event.sender) !== 'join',
);

/** Rule 7 of room versions 1 to 5 and 12, 6 of versions 6 to 11. */
export const thirdPartyInviteEventRules: Rule = when(
  'third-party-invite',
  ({ event }) => event.type === 'm.room.third_party_invite',
  [
    allowOnlyIf(
      'third-party-invite.invite-level',
      { allow: 'its sender has the invite level', reject: 'its sender has less than the invite level' },
      ({ senderLevel, powerLevels }) => senderLevel >= powerLevels.named('invite'),
    ),
  ],
);

/** Rule 8 of room versions 1 to 5 and 12, 7 of versions 6 to 11. */
export const belowRequiredLevel: Rule = rejectIf(
  'required-level',
  ({ event, powerLevels, senderLevel }) =>
    `${event.type} takes level ${powerLevels.required(event.type, event.stateKey !== undefined)}, and ${event.sender} has ${senderLevel}`,
  ({ event, powerLevels, senderLevel }) => powerLevels.required(event.type, event.stateKey !== undefined) > senderLevel,
);

/** Rule 9 of room versions 1 to 5 and 12, 8 of versions 6 to 11. */
export const stateKeyOfAnotherUser: Rule = rejectIf(
  'user-state-key',
  ({ event }) => `its state key is the user ${event.stateKey}, and not its sender`,
  ({ event }) => event.stateKey !== undefined && event.stateKey.startsWith('@') && event.stateKey !== event.sender,
);

function serverOfSender(event: RoomEvent | undefined): string | undefined {
  return event && serverNameAfterColon(event.sender);
}
