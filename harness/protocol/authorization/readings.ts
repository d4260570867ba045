/**
 * How the authorization rules are read where their text leaves it open. The first of each is the oracle's own; whoever reads
 * the other way is not wrong.
 */
export interface Readings {
  /**
   * "Check if they were added, changed or removed": whether a level that is not in a `m.room.power_levels` event has no value
   * to compare, or its default ("Power levels are inferred from defaults when not explicitly supplied").
   */
  readonly absentLevels: 'no-value' | 'default';
  /** What the join rule is where the room has none: nothing is said, and servers take `invite`, or refuse every join. */
  readonly missingJoinRule: 'invite' | 'none';
  /** Whether the state key of a membership has to be a user ID, as every implementation has it, or may be any text. */
  readonly memberStateKey: 'user-id' | 'any';
}

/** The readings by which the oracle gives its answer. */
export const ownReadings: Readings = {
  absentLevels: 'no-value',
  missingJoinRule: 'invite',
  memberStateKey: 'user-id',
};

/** A reading that the text allows besides the oracle's own. */
export interface OtherReading {
  readonly readings: Partial<Readings>;
  /** For reports. */
  readonly why: string;
}

export const otherReadings: readonly OtherReading[] = [
  {
    readings: { absentLevels: 'default' },
    why: 'a level that a power levels event leaves out may be compared by its default, or not at all',
  },
  {
    readings: { missingJoinRule: 'none' },
    why: 'a room without a join rule may be taken for invite-only, or for one that nobody can join',
  },
  {
    readings: { memberStateKey: 'any' },
    why: 'the rules want a membership to have a state key, and do not say that it has to be a user ID; implementations refuse any other',
  },
];
