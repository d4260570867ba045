import { isUserId } from '../../../id-grammar.ts';
import { isJsonObject, JsonNumber, type JsonValue } from '../../../json.ts';
import { readPowerLevel } from '../../../power-level.ts';
import type { RoomVersionRules } from '../../../room-versions.ts';
import type { AuthContext } from '../../auth-context.ts';
import { defaultLevels, isCreator, type LevelName, ownValue } from '../../power-levels.ts';
import { rejectIf, type Rule } from '../../rule.ts';

/** The names of the levels that stand by themselves. */
export const levelNames = Object.keys(defaultLevels) as readonly LevelName[];

const isLevel = (value: JsonValue, rules: RoomVersionRules): boolean => readPowerLevel(value, rules) !== undefined;

/** 10.1 since room version 10. */
export const levelsNotIntegers: Rule = rejectIf(
  'power-levels.levels',
  (context) => `${levelNames.find((name) => isNoLevel(context, name))} is not an integer`,
  (context) => levelNames.some((name) => isNoLevel(context, name)),
);

function isNoLevel({ event, rules }: AuthContext, name: string): boolean {
  const value = ownValue(event.content, name);
  return value !== undefined && !isLevel(value, rules);
}

/** 10.2 since room version 10. */
export const entriesNotIntegers: Rule = rejectIf(
  'power-levels.entries',
  'events or notifications is not an object of integers',
  ({ event, rules }) =>
    ['events', 'notifications'].some((property) => {
      const entries = ownValue(event.content, property);
      return entries !== undefined && !isObjectOfLevels(entries, rules);
    }),
);

/**
 * 10.1 of room versions 1 to 9, 10.3 since.
 *
 * An event without `users` has always been taken for one that lists nobody. Where floats are levels, one beyond the range of
 * a double makes the event be rejected wherever it stands, which the specification says apart from its list.
 */
export const usersNotLevels: Rule = rejectIf(
  'power-levels.users',
  'users is not an object of user IDs and power levels, or a level is beyond the range of a double',
  ({ event, rules }) => {
    const users = ownValue(event.content, 'users');
    if (users !== undefined && (!isObjectOfLevels(users, rules) || !Object.keys(users).every(isUserId))) return true;
    return rules.powerLevelValues === 'integer-string-float' && holdsBoundlessNumber(event.content);
  },
);

function isObjectOfLevels(value: JsonValue, rules: RoomVersionRules): value is Record<string, JsonValue> {
  return isJsonObject(value) && Object.values(value).every((entry) => isLevel(entry, rules));
}

function holdsBoundlessNumber(content: JsonValue): boolean {
  const mapped = ['events', 'notifications'].flatMap((property) => {
    const entries = ownValue(content, property);
    return isJsonObject(entries) ? Object.values(entries) : [];
  });
  return [...levelNames.map((name) => ownValue(content, name)), ...mapped].some(
    (value) => value instanceof JsonNumber && !Number.isFinite(Number(value.source)),
  );
}

/** 10.4 of room version 12. */
export const creatorListed: Rule = rejectIf(
  'power-levels.creator',
  'users lists a creator of the room',
  ({ event, create, rules }) => {
    const users = ownValue(event.content, 'users');
    return (
      create !== undefined && isJsonObject(users) && Object.keys(users).some((user) => isCreator(user, create, rules))
    );
  },
);
