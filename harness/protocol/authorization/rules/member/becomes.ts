import type { AuthContext } from '../../auth-context.ts';
import { ownValue } from '../../power-levels.ts';

/** The condition that a membership event sets its target to a membership. */
export function becomes(membership: string): (context: AuthContext) => boolean {
  return ({ event }) => ownValue(event.content, 'membership') === membership;
}

/** Whether a user's current membership is one of some. */
export function isAmong(context: AuthContext, userId: string, memberships: readonly string[]): boolean {
  return memberships.includes(context.membershipOf(userId));
}
