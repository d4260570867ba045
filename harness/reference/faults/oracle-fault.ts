import { allRoomVersions } from '../../protocol/room-versions.ts';
import type { Mutant } from '../../vectors/mutants/mutant.ts';
import type { Fault } from '../fault.ts';

/** A homeserver whose oracle makes a mistake. */
export function oracleFault({ id, mistake, oracleOf }: Mutant, breaks: Fault['breaks'] | undefined): Fault {
  if (!breaks) throw new Error(`Nobody says which requirements ${id} breaks: add it to the table`);
  return {
    id,
    does: `In its judgement of events ${mistake}`,
    breaks,
    roomVersions: allRoomVersions.filter((roomVersion) => oracleOf(roomVersion) !== undefined),
    oracle: (_own, roomVersion) => oracleOf(roomVersion),
  };
}
