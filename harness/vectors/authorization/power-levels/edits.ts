import type { JsonObject } from '../../../protocol/json.ts';
import { alice, bob, powerLevels, publicRoom, type Users } from '../rooms.ts';
import { at, type Side, andThen } from '../story.ts';

/** The levels of a power levels event: those that stand by themselves and the entries, and those of users. */
export interface Levels {
  readonly levels?: JsonObject;
  /** Default: bob has 50. */
  readonly users?: Users;
}

/** The rule that decides about an edit against which nothing speaks. */
export const editAllowed = 'power-levels.allow';

/** bob, who has 50 by default, edits the power levels of a room. */
export function edit(before: Levels, after: Levels, by?: string): Side {
  return editBy(bob, before, after, by);
}

/** A user edits the power levels of a room. */
export function editBy(sender: string, before: Levels, after: Levels, by?: string): Side {
  const room = andThen(publicRoom, powerLevels(alice, before.levels, before.users));
  return at(room, powerLevels(sender, after.levels, after.users), by);
}
