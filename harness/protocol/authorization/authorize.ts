import type { RoomEvent } from '../room-event.ts';
import type { RoomVersionRules } from '../room-versions.ts';
import { AuthContext, type AuthOptions, type AuthState } from './auth-context.ts';
import type { NumberedRule } from './authorization-rules.ts';
import { otherReadings, ownReadings } from './readings.ts';

/** What the authorization rules say of an event, and which of them said it. */
export interface AuthVerdict {
  readonly allowed: boolean;
  /** The number of the rule that decided, in the list of the room version. */
  readonly rule: string;
  /** The permanent name of that rule. */
  readonly ruleId: string;
  readonly reason: string;
}

/** The authorization rules of a room version, ready to be asked. */
export interface Authorization {
  readonly rules: RoomVersionRules;
  readonly list: readonly NumberedRule[];
}

/**
 * Asks the authorization rules about an event: the first that decides, decides.
 *
 * @param state the state that it is held against
 */
export function authorize(
  { rules, list }: Authorization,
  event: RoomEvent,
  state: AuthState,
  options: AuthOptions = {},
): AuthVerdict {
  const context = new AuthContext(event, rules, state, options);
  return firstVerdict(list, context) ?? undecided;
}

// Every list ends with a rule that allows; only one from which it was taken on purpose gets here.
const undecided: AuthVerdict = { allowed: false, rule: '', ruleId: '', reason: 'no rule allows it' };

function firstVerdict(list: readonly NumberedRule[], context: AuthContext): AuthVerdict | undefined {
  for (const { number, id, decide, applies, rules } of list) {
    const decision = decide?.(context);
    if (decision) return { ...decision, rule: number, ruleId: id };
    if (!rules || applies?.(context) === false) continue;
    const verdict = firstVerdict(rules, context);
    if (verdict) return verdict;
  }
  return undefined;
}

/** Another verdict that the text allows. */
export interface OtherVerdict extends AuthVerdict {
  readonly why: string;
}

/** The verdicts that other readings of the text lead to, where they are not the oracle's. */
export function otherVerdicts(
  authorization: Authorization,
  event: RoomEvent,
  state: AuthState,
  options: AuthOptions = {},
): OtherVerdict[] {
  const { allowed } = authorize(authorization, event, state, options);
  return otherReadings
    .map(({ readings, why }) => {
      const reading = { ...ownReadings, ...readings };
      return { ...authorize(authorization, event, state, { ...options, readings: reading }), why };
    })
    .filter((other) => other.allowed !== allowed);
}
