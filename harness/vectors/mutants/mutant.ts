import type { Oracle } from '../../protocol/oracle.ts';
import type { RoomVersion } from '../../protocol/room-versions.ts';

/** The oracle with one thing wrong on purpose. */
export interface Mutant {
  readonly id: string;
  /** What is wrong, in one sentence. */
  readonly mistake: string;
  /** Vectors have to tell it in every room version in which it is one, or once for each state resolution algorithm. */
  readonly told: 'in every version' | 'by every algorithm';
  /** The wrong oracle of a room version; undefined where it would be right. */
  readonly oracleOf: (roomVersion: RoomVersion) => Oracle | undefined;
}
