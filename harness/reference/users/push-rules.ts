import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { invalidParameter, MatrixError, notFound } from '../http/matrix-error.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Account } from './account.ts';
import { accountData, setAccountData } from './account-data.ts';

const type = 'm.push_rules';

/** https://spec.matrix.org/v1.19/client-server-api/#push-rules */
const kinds: readonly string[] = ['override', 'content', 'room', 'sender', 'underride'];

/** The push rules of a user: `global`, with the rules of each kind, the most important first. */
export function pushRules(account: Account): { global: JsonObject } {
  const global = accountData(account, type)?.['global'];
  return { global: isJsonObject(global) ? global : {} };
}

/** One push rule. @throws MatrixError if there is none */
export function pushRule(account: Account, kind: string, ruleId: string): JsonObject {
  const found = rulesOf(account, kind).find((rule) => rule['rule_id'] === ruleId);
  if (!found) throw notFound(`There is no push rule ${ruleId} of kind ${kind}`);
  return found;
}

/** Changes keys of a push rule, also of one that is there by default. @throws MatrixError if there is none */
export function changePushRule(
  homeserver: Homeserver,
  account: Account,
  kind: string,
  ruleId: string,
  change: JsonObject,
): void {
  const changed = { ...pushRule(account, kind, ruleId), ...change };
  const rules = rulesOf(account, kind).map((rule) => (rule['rule_id'] === ruleId ? changed : rule));
  keepRules(homeserver, account, kind, rules);
}

/** Where a push rule is to stand. */
export interface Place {
  /** The ID of a rule than which it is to be the next more important one. */
  readonly before: string | null;
  /** The ID of a rule than which it is to be the next less important one. */
  readonly after: string | null;
}

/**
 * Adds a push rule, or replaces one of the same ID.
 *
 * @throws MatrixError if the ID is not for users, or the place is none
 * Source: https://spec.matrix.org/v1.19/client-server-api/#put_matrixclientv3pushrulesglobalkindruleid
 */
export function setPushRule(
  homeserver: Homeserver,
  account: Account,
  kind: string,
  ruleId: string,
  json: JsonObject,
  { before, after }: Place,
): void {
  if (ruleId.startsWith('.') || /[/\\]/.test(ruleId))
    throw invalidParameter(`${ruleId} cannot be the ID of a push rule`);
  const all = rulesOf(account, kind);
  const known = all.find((rule) => rule['rule_id'] === ruleId);
  const { conditions = [], pattern, actions = [] } = json;
  if (kind === 'content' && typeof pattern !== 'string') {
    throw new MatrixError(400, 'M_MISSING_PARAM', 'A push rule of kind content has a pattern');
  }
  const rule: JsonObject = {
    rule_id: ruleId,
    default: false,
    enabled: known?.['enabled'] ?? true,
    actions,
    ...((kind === 'override' || kind === 'underride') && { conditions }),
    ...(kind === 'content' && pattern !== undefined && { pattern }),
  };
  const others = all.filter((one) => one !== known);
  const at = before ?? after;
  let index = known ? all.indexOf(known) : firstOfUser(others);
  if (at !== null) {
    const relative = others.findIndex((one) => one['rule_id'] === at && one['default'] !== true);
    if (relative === -1) throw new MatrixError(400, 'M_UNKNOWN', `before/after rule not found: ${at}`);
    index = before === null ? relative + 1 : relative;
  }
  keepRules(homeserver, account, kind, others.toSpliced(index, 0, rule));
}

/** Removes a push rule. @throws MatrixError if there is none, or if it is there by default */
export function deletePushRule(homeserver: Homeserver, account: Account, kind: string, ruleId: string): void {
  const rule = pushRule(account, kind, ruleId);
  if (rule['default'] === true) throw invalidParameter(`${ruleId} can be disabled, but not removed`);
  keepRules(
    homeserver,
    account,
    kind,
    rulesOf(account, kind).filter((one) => one !== rule),
  );
}

/** Rules of users come before those that are there by default, but for the one that switches everything off. */
function firstOfUser(rules: readonly JsonObject[]): number {
  return stringProperty(rules[0], 'rule_id') === '.m.rule.master' ? 1 : 0;
}

function rulesOf(account: Account, kind: string): JsonObject[] {
  if (!kinds.includes(kind)) throw invalidParameter(`${kind} is no kind of push rule`);
  const rules = pushRules(account).global[kind];
  return Array.isArray(rules) ? rules.filter(isJsonObject) : [];
}

/** Clients learn of it by `/sync`. https://spec.matrix.org/v1.19/client-server-api/#push-rules-events */
function keepRules(homeserver: Homeserver, account: Account, kind: string, rules: JsonObject[]): void {
  setAccountData(homeserver, account, type, { global: { ...pushRules(account).global, [kind]: rules } });
}
