import type { RoomVersionRules } from '../../protocol/room-versions.ts';

/** A mistake in the steps of a state resolution algorithm. */
export interface StepMutant<Steps> {
  readonly id: string;
  readonly mistake: string;
  readonly steps: Partial<Steps>;
  /** Default: all that have the algorithm. */
  readonly only?: RoomVersionRules['stateResolution'];
}
