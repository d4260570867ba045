import type { RoomVersionRules } from '../../../room-versions.ts';
import { allowIf, otherwiseAllow, type Rule, when } from '../../rule.ts';
import { alteredEntryRules, alteredLevelRules, alteredUserRules } from './alterations.ts';
import { creatorListed, entriesNotIntegers, levelsNotIntegers, usersNotLevels } from './format.ts';

/** Rule 10 of room versions 1 to 5 and 12, 9 of versions 6 to 11. */
export function powerLevelsRules(rules: RoomVersionRules): Rule {
  const mapped = ['events', ...(rules.notificationLevelsAuthed ? ['notifications'] : [])];
  return when('power-levels', ({ event }) => event.type === 'm.room.power_levels', [
    ...(rules.powerLevelValues === 'integer' ? [levelsNotIntegers, entriesNotIntegers] : []),
    usersNotLevels,
    ...(rules.creatorPower === 'infinite' ? [creatorListed] : []),
    allowIf(
      'power-levels.first',
      'the room has no power levels before it',
      ({ currentPowerLevels }) => currentPowerLevels === undefined,
    ),
    alteredLevelRules,
    ...alteredEntryRules(mapped),
    ...alteredUserRules,
    otherwiseAllow('power-levels.allow', 'its sender has every level that it alters'),
  ]);
}
