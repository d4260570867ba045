import { isJsonObject, type JsonObject } from '../../../json.ts';
import { type PowerLevel, readPowerLevel } from '../../../power-level.ts';
import type { AuthContext } from '../../auth-context.ts';
import { defaultLevels, ownValue } from '../../power-levels.ts';
import { rejectIf, type Rule, when } from '../../rule.ts';
import { levelNames } from './format.ts';

/** A level that the event adds, changes or removes: undefined where there is none on a side. */
interface Alteration {
  readonly name: string;
  readonly current: PowerLevel | undefined;
  readonly next: PowerLevel | undefined;
  /** The event gives a value that is no level, which nobody can have. */
  readonly isNoLevel: boolean;
}

type Alterations = (context: AuthContext) => Alteration[];

/** The alterations of the levels that stand by themselves. */
function levelAlterations(context: AuthContext): Alteration[] {
  const { readings, currentPowerLevels, event } = context;
  const altered = alterations(context, currentPowerLevels?.content, event.content, levelNames);
  if (readings.absentLevels === 'no-value') return altered;
  return altered
    .map((one) => {
      const whereAbsent = defaultLevels[one.name as keyof typeof defaultLevels];
      return { ...one, current: one.current ?? whereAbsent, next: one.next ?? whereAbsent };
    })
    .filter(({ current, next, isNoLevel }) => current !== next || isNoLevel);
}

/** The alterations of the entries of an object, such as `events`. */
function entryAlterations(property: string, context: AuthContext): Alteration[] {
  const current = objectAt(context.currentPowerLevels?.content, property);
  const next = objectAt(context.event.content, property);
  return alterations(context, current, next, new Set([...Object.keys(current), ...Object.keys(next)]));
}

function objectAt(content: JsonObject | undefined, property: string): JsonObject {
  const value = ownValue(content, property);
  return isJsonObject(value) ? value : {};
}

function alterations(
  { rules }: AuthContext,
  before: JsonObject | undefined,
  after: JsonObject,
  names: Iterable<string>,
): Alteration[] {
  const found: Alteration[] = [];
  for (const name of names) {
    const value = ownValue(after, name);
    const current = readPowerLevel(ownValue(before, name), rules);
    const next = readPowerLevel(value, rules);
    const isNoLevel = value !== undefined && next === undefined;
    if (current !== next || isNoLevel) found.push({ name, current, next, isNoLevel });
  }
  return found;
}

/** Rejects if the level of an alteration before it is more than the sender's. */
function currentTooHigh(id: string, of: Alterations): Rule {
  const find = (context: AuthContext): Alteration | undefined =>
    of(context).find(({ current }) => current !== undefined && current > context.senderLevel);
  return rejectIf(
    id,
    (context) => `${find(context)?.name} is ${find(context)?.current}, and its sender has ${context.senderLevel}`,
    (context) => find(context) !== undefined,
  );
}

/** Rejects if the level of an alteration after it is more than the sender's. */
function nextTooHigh(id: string, of: Alterations): Rule {
  const find = (context: AuthContext): Alteration | undefined =>
    of(context).find(({ next, isNoLevel }) => isNoLevel || (next !== undefined && next > context.senderLevel));
  return rejectIf(
    id,
    (context) =>
      `${find(context)?.name} becomes ${find(context)?.next ?? 'no level'}, and its sender has ${context.senderLevel}`,
    (context) => find(context) !== undefined,
  );
}

/** The two items about each of the levels that stand by themselves. */
export const alteredLevelRules: Rule = when('power-levels.altered', () => true, [
  currentTooHigh('power-levels.altered.current', levelAlterations),
  nextTooHigh('power-levels.altered.new', levelAlterations),
]);

/** The two items about the entries of `events`, and since room version 6 of `notifications`. */
export function alteredEntryRules(properties: readonly string[]): Rule[] {
  const of: Alterations = (context) => properties.flatMap((property) => entryAlterations(property, context));
  return [
    when('power-levels.entries-changed-or-removed', () => true, [
      currentTooHigh('power-levels.entries-changed-or-removed.current', of),
    ]),
    when('power-levels.entries-added-or-changed', () => true, [
      nextTooHigh('power-levels.entries-added-or-changed.new', of),
    ]),
  ];
}

const userAlterations: Alterations = (context) => entryAlterations('users', context);

/** The two items about the entries of `users`. Others' levels have to be below the sender's own before they are altered. */
export const alteredUserRules: readonly Rule[] = [
  when('power-levels.users-changed-or-removed', () => true, [
    rejectIf(
      'power-levels.users-changed-or-removed.current',
      'it alters the level of another user who has no less power than its sender',
      (context) =>
        userAlterations(context).some(
          ({ name, current }) =>
            name !== context.event.sender && current !== undefined && current >= context.senderLevel,
        ),
    ),
  ]),
  when('power-levels.users-added-or-changed', () => true, [
    nextTooHigh('power-levels.users-added-or-changed.new', userAlterations),
  ]),
];
