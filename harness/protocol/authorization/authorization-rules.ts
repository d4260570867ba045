import type { RoomVersionRules } from '../room-versions.ts';
import { otherwiseAllow, type Rule } from './rule.ts';
import { authEventsRules, roomIdOfNoCreate } from './rules/auth-events.ts';
import { createRules } from './rules/create.ts';
import {
  aliasesRules,
  belowRequiredLevel,
  notFederated,
  senderNotJoined,
  stateKeyOfAnotherUser,
  thirdPartyInviteEventRules,
} from './rules/every-event.ts';
import { memberRules } from './rules/member/member.ts';
import { powerLevelsRules } from './rules/power-levels/power-levels.ts';
import { redactionRules } from './rules/redaction.ts';

/**
 * The authorization rules of a room version, in the order and the nesting of the specification's numbered list.
 *
 * Source: "Authorisation rules" of the room version, such as https://spec.matrix.org/v1.19/rooms/v12/#authorisation-rules
 */
export function authorizationRules(rules: RoomVersionRules): readonly Rule[] {
  return [
    createRules(rules),
    ...(rules.createInAuthEvents ? [] : [roomIdOfNoCreate]),
    authEventsRules(rules),
    notFederated,
    ...(rules.aliasesRule ? [aliasesRules] : []),
    memberRules(rules),
    senderNotJoined,
    thirdPartyInviteEventRules,
    belowRequiredLevel,
    stateKeyOfAnotherUser,
    powerLevelsRules(rules),
    ...(rules.redactionDecidedBy === 'authorization-rule' ? [redactionRules] : []),
    otherwiseAllow('allow', 'nothing speaks against it'),
  ];
}

/** A rule with the number that it has in the specification's list. */
export interface NumberedRule extends Omit<Rule, 'rules'> {
  /** Such as `5.3.3`. */
  readonly number: string;
  readonly rules?: readonly NumberedRule[];
}

/** Numbers rules by their places, as the specification does. */
export function numbered(rules: readonly Rule[], above = ''): NumberedRule[] {
  return rules.map(({ rules: below, ...rule }, index) => {
    const number = `${above}${index + 1}`;
    return { ...rule, number, ...(below && { rules: numbered(below, `${number}.`) }) };
  });
}
