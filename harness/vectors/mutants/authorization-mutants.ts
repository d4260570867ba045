import type { NumberedRule } from '../../protocol/authorization/authorization-rules.ts';
import type { AuthContext } from '../../protocol/authorization/auth-context.ts';
import { type Oracle, oracleFor } from '../../protocol/oracle.ts';
import {
  allRoomVersions,
  type RoomVersion,
  roomVersions,
  type RoomVersionRules,
} from '../../protocol/room-versions.ts';
import { decidingRules } from '../authorization-vectors.ts';
import type { Mutant } from './mutant.ts';

type Decide = NonNullable<NumberedRule['decide']>;

/** The rules with one of them replaced, or left out. The others keep their numbers. */
function replaced(list: readonly NumberedRule[], id: string, decide: Decide | undefined): NumberedRule[] {
  return list
    .filter((rule) => rule.id !== id || decide !== undefined)
    .map((rule) => {
      if (rule.id === id && decide) return { ...rule, decide };
      return rule.rules ? { ...rule, rules: replaced(rule.rules, id, decide) } : rule;
    });
}

function withList(oracle: Oracle, list: readonly NumberedRule[]): Oracle {
  return { ...oracle, authorization: { ...oracle.authorization, list } };
}

function ruleMutant(id: string, ruleId: string, mistake: string, decide: Decide | undefined): Mutant {
  return {
    id,
    mistake,
    told: 'in every version',
    oracleOf(roomVersion: RoomVersion) {
      const rules = roomVersions[roomVersion];
      if (!decidingRules(rules).has(ruleId)) return undefined;
      const oracle = oracleFor(rules);
      return withList(oracle, replaced(oracle.authorization.list, ruleId, decide));
    },
  };
}

const allRuleIds = [...new Set(allRoomVersions.flatMap((version) => [...decidingRules(roomVersions[version]).keys()]))];

/** Every rule left out once. */
const droppedRules = allRuleIds.map((id) => ruleMutant(`drop.${id}`, id, `the rule ${id} is left out`, undefined));

/**
 * Rules that would not be missed, because what comes after them decides the same: where no rule allows, none has to refuse. Each of
 * them decides the opposite once.
 */
const notMissed = [
  'aliases.state-key',
  'member.invite.third-party.signed',
  'member.invite.third-party.mxid-and-token',
  'member.invite.third-party.token',
  'member.join.reject',
  'member.invite.reject',
  'member.leave.reject',
  'member.ban.reject',
  'member.knock.reject',
  'power-levels.allow',
] as const;

const turnedRules = notMissed.map((ruleId) =>
  ruleMutant(`turn.${ruleId}`, ruleId, `the rule ${ruleId} decides the opposite`, (context) => {
    const decision = ruleOf(context.rules, ruleId)?.decide?.(context);
    return decision && { allowed: !decision.allowed, reason: 'by mistake' };
  }),
);

/** A rule of a room version, by its permanent name. */
function ruleOf(rules: RoomVersionRules, id: string): NumberedRule | undefined {
  const find = (list: readonly NumberedRule[]): NumberedRule | undefined => {
    for (const rule of list) {
      const found = rule.id === id ? rule : find(rule.rules ?? []);
      if (found) return found;
    }
    return undefined;
  };
  return find(oracleFor(rules).authorization.list);
}

const allowed = { allowed: true, reason: 'by mistake' };

/** Rules that compare in the wrong way. */
const wrongRules: readonly Mutant[] = [
  ruleMutant('kick-equal', 'member.leave.kick', 'equals may kick each other', ({ senderLevel, powerLevels, target }) =>
    senderLevel >= powerLevels.named('kick') && powerLevels.ofUser(target) <= senderLevel ? allowed : undefined,
  ),
  ruleMutant('ban-equal', 'member.ban.level', 'equals may ban each other', ({ senderLevel, powerLevels, target }) =>
    senderLevel >= powerLevels.named('ban') && powerLevels.ofUser(target) <= senderLevel ? allowed : undefined,
  ),
  ruleMutant('kick-above', 'member.leave.kick', 'kicking takes more than the kick level', (context) =>
    context.senderLevel > context.powerLevels.named('kick') && hasMoreThanTarget(context) ? allowed : undefined,
  ),
  ruleMutant('ban-above', 'member.ban.level', 'banning takes more than the ban level', (context) =>
    context.senderLevel > context.powerLevels.named('ban') && hasMoreThanTarget(context) ? allowed : undefined,
  ),
  ruleMutant('invite-above', 'member.invite.level', 'inviting takes more than the invite level', (context) =>
    context.senderLevel > context.powerLevels.named('invite') ? allowed : undefined,
  ),
  ruleMutant('required-level-above', 'required-level', 'sending takes more than the required level', (context) =>
    context.powerLevels.required(context.event.type, context.event.stateKey !== undefined) >= context.senderLevel
      ? { allowed: false, reason: 'by mistake' }
      : undefined,
  ),
  ruleMutant('state-as-message', 'required-level', 'state events take the level of messages', (context) =>
    context.powerLevels.required(context.event.type, false) > context.senderLevel
      ? { allowed: false, reason: 'by mistake' }
      : undefined,
  ),
  ruleMutant('unban-by-kick', 'member.leave.unban', 'unbanning takes the kick level', (context) =>
    context.membershipOf(context.target) === 'ban' && context.senderLevel < context.powerLevels.named('kick')
      ? { allowed: false, reason: 'by mistake' }
      : undefined,
  ),
];

function hasMoreThanTarget({ senderLevel, powerLevels, target }: AuthContext): boolean {
  return powerLevels.ofUser(target) < senderLevel;
}

/** Rows of the room-version table with one thing changed. */
const wrongRows: readonly {
  id: string;
  mistake: string;
  change: Partial<RoomVersionRules>;
  where?: (rules: RoomVersionRules) => boolean;
}[] = [
  { id: 'levels-integers-only', mistake: 'texts and floats are no levels', change: { powerLevelValues: 'integer' } },
  {
    id: 'levels-texts-too',
    mistake: 'texts are levels, floats are not',
    change: { powerLevelValues: 'integer-string' },
  },
  {
    id: 'levels-floats-too',
    mistake: 'texts and floats are levels',
    change: { powerLevelValues: 'integer-string-float' },
    // From version 6 to 9 no event holds a float, and integers and texts are levels already.
    where: ({ strictCanonicalJson, powerLevelValues }) => !strictCanonicalJson || powerLevelValues === 'integer',
  },
  {
    id: 'notifications-authed',
    mistake: 'changes of notifications are checked',
    change: { notificationLevelsAuthed: true },
  },
  {
    id: 'notifications-free',
    mistake: 'changes of notifications are not checked',
    change: { notificationLevelsAuthed: false },
  },
  { id: 'aliases-rule', mistake: 'aliases have a rule of their own', change: { aliasesRule: true } },
  { id: 'no-aliases-rule', mistake: 'aliases have no rule of their own', change: { aliasesRule: false } },
  {
    id: 'redaction-rule',
    mistake: 'redactions have a rule of their own',
    change: { redactionDecidedBy: 'authorization-rule' },
  },
  {
    id: 'no-redaction-rule',
    mistake: 'redactions have no rule of their own',
    change: { redactionDecidedBy: 'apply-time-rule' },
  },
  { id: 'knock', mistake: 'knocking is possible', change: { knock: true } },
  { id: 'no-knock', mistake: 'knocking is not possible', change: { knock: false } },
  { id: 'restricted', mistake: 'restricted joins are possible', change: { restricted: true } },
  { id: 'no-restricted', mistake: 'restricted joins are not possible', change: { restricted: false } },
  {
    id: 'knock-restricted',
    mistake: 'the join rule knock_restricted works',
    change: { knock: true, restricted: true, knockRestricted: true },
  },
  {
    id: 'no-knock-restricted',
    mistake: 'the join rule knock_restricted does not work',
    change: { knockRestricted: false },
  },
  {
    id: 'creator-in-content',
    mistake: 'the creator is the one in the content',
    change: { creatorIs: 'content.creator' },
  },
  { id: 'creator-is-sender', mistake: 'the creator is the sender', change: { creatorIs: 'sender' } },
  {
    id: 'additional-creators',
    mistake: 'there are additional creators',
    change: { creatorIs: 'sender-and-additional-creators' },
  },
  { id: 'creators-infinite', mistake: 'creators have infinite power', change: { creatorPower: 'infinite' } },
  { id: 'creators-finite', mistake: 'creators have power 100 at first', change: { creatorPower: '100-by-default' } },
  { id: 'create-cited', mistake: 'the create event is to be cited', change: { createInAuthEvents: true } },
  { id: 'create-not-cited', mistake: 'the create event is not to be cited', change: { createInAuthEvents: false } },
];

function rowMutant({ id, mistake, change, where = () => true }: (typeof wrongRows)[number]): Mutant {
  return {
    id: `row.${id}`,
    mistake,
    told: 'in every version',
    oracleOf(roomVersion) {
      const right: Partial<RoomVersionRules> = roomVersions[roomVersion];
      const isRight = Object.entries(change).every(([key, value]) => right[key as keyof RoomVersionRules] === value);
      const rules = roomVersions[roomVersion];
      return isRight || !where(rules) ? undefined : oracleFor({ ...rules, ...change });
    },
  };
}

/** Mistakes in the authorization rules. */
export const authorizationMutants: readonly Mutant[] = [
  ...droppedRules,
  ...turnedRules,
  ...wrongRules,
  ...wrongRows.map(rowMutant),
];
