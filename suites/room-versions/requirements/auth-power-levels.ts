import type { Catalogue } from '../../../harness/index.ts';
import { rulesOf } from './rules-of.ts';

/** What the authorization rules say of power levels. */
export const authPowerLevels = {
  'rv.auth.power-levels.levels': {
    level: 'MUST',
    since: 'v1.4',
    text: 'Power levels with a level that is not an integer are rejected',
    anchor: rulesOf(12),
    roomVersions: ({ powerLevelValues }) => powerLevelValues === 'integer',
  },
  'rv.auth.power-levels.entries': {
    level: 'MUST',
    since: 'v1.4',
    text: 'Power levels whose events or notifications are not objects of integers are rejected',
    anchor: rulesOf(12),
    roomVersions: ({ powerLevelValues }) => powerLevelValues === 'integer',
  },
  'rv.auth.power-levels.users': {
    level: 'MUST',
    since: 'r0',
    text: 'Power levels whose users are not user IDs with levels of the form that the room version allows are rejected',
    anchor: rulesOf(12),
  },
  'rv.auth.power-levels.creator': {
    level: 'MUST',
    since: 'v1.16',
    text: 'Power levels that list a creator are rejected',
    anchor: rulesOf(12),
    roomVersions: ({ creatorPower }) => creatorPower === 'infinite',
  },
  'rv.auth.power-levels.first': {
    level: 'MUST',
    since: 'r0',
    text: 'The first power levels of a room may give any level',
    anchor: rulesOf(12),
  },
  'rv.auth.power-levels.altered.current': {
    level: 'MUST',
    since: 'r0',
    text: 'A level that is higher than the sender’s is neither changed nor removed',
    anchor: rulesOf(12),
  },
  'rv.auth.power-levels.altered.new': {
    level: 'MUST',
    since: 'r0',
    text: 'No level is made higher than the sender’s',
    anchor: rulesOf(12),
  },
  'rv.auth.power-levels.entries-changed-or-removed.current': {
    level: 'MUST',
    since: 'r0',
    text: 'An entry of events, and of notifications since room version 6, that is higher than the sender’s level is neither changed nor removed',
    anchor: rulesOf(12),
  },
  'rv.auth.power-levels.entries-added-or-changed.new': {
    level: 'MUST',
    since: 'r0',
    text: 'No entry of events, and of notifications since room version 6, is made higher than the sender’s level',
    anchor: rulesOf(12),
  },
  'rv.auth.power-levels.users-changed-or-removed.current': {
    level: 'MUST',
    since: 'r0',
    text: 'The level of another user who has as much power as the sender, or more, is neither changed nor removed',
    anchor: rulesOf(12),
  },
  'rv.auth.power-levels.users-added-or-changed.new': {
    level: 'MUST',
    since: 'r0',
    text: 'No user is given a level that is higher than the sender’s',
    anchor: rulesOf(12),
  },
  'rv.auth.power-levels.allow': {
    level: 'MUST',
    since: 'r0',
    text: 'Power levels against which none of the rules speaks are allowed',
    anchor: rulesOf(12),
  },
} as const satisfies Catalogue;
