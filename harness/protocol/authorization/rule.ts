import type { AuthContext } from './auth-context.ts';

/** What a rule says of an event: it may be, it may not and why, or nothing, so that the next rule is asked. */
export type Decision = { readonly allowed: boolean; readonly reason: string } | undefined;

/**
 * One numbered item of the authorization rules. Its number follows from its place in the list of a room version, as in the
 * specification.
 */
export interface Rule {
  /** Permanent name, such as `member.join.banned`; the same in all room versions. */
  readonly id: string;
  /** For a rule without items of its own. */
  readonly decide?: (context: AuthContext) => Decision;
  /** Whether the items below are asked. */
  readonly applies?: (context: AuthContext) => boolean;
  /** The items below, in their order. */
  readonly rules?: readonly Rule[];
}

type Condition = (context: AuthContext) => boolean;
type Reason = string | ((context: AuthContext) => string);

/** Rejects an event of which something is true. */
export function rejectIf(id: string, reason: Reason, condition: Condition): Rule {
  return { id, decide: (context) => (condition(context) ? decision(false, reason, context) : undefined) };
}

/** Allows an event of which something is true. */
export function allowIf(id: string, reason: Reason, condition: Condition): Rule {
  return { id, decide: (context) => (condition(context) ? decision(true, reason, context) : undefined) };
}

/** Allows an event of which something is true, and rejects every other. */
export function allowOnlyIf(id: string, reasons: { allow: Reason; reject: Reason }, condition: Condition): Rule {
  return {
    id,
    decide: (context) =>
      condition(context) ? decision(true, reasons.allow, context) : decision(false, reasons.reject, context),
  };
}

/** The last item of a list: rejects whatever nothing above it decided. */
export function otherwiseReject(id: string, reason: Reason): Rule {
  return rejectIf(id, reason, () => true);
}

/** The last item of a list: allows whatever nothing above it decided. */
export function otherwiseAllow(id: string, reason: Reason): Rule {
  return allowIf(id, reason, () => true);
}

/** Items that are asked where something is true of the event. Where none decides, the rule after the group is asked. */
export function when(id: string, applies: Condition, rules: readonly Rule[]): Rule {
  return { id, applies, rules };
}

function decision(allowed: boolean, reason: Reason, context: AuthContext): Decision {
  return { allowed, reason: typeof reason === 'string' ? reason : reason(context) };
}
