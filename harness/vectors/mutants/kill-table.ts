import { pathToFileURL } from 'node:url';
import { oracleOf } from '../../protocol/oracle.ts';
import { allRoomVersions, type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import { authorizationMutants } from './authorization-mutants.ts';
import { readAllVectors, type Vector } from './contradicted-vectors.ts';
import type { Mutant } from './mutant.ts';
import { resolutionMutants } from './resolution-mutants.ts';

/** What the vectors make of a mutant. */
export interface Killing {
  readonly mutant: Mutant;
  /** For each room version in which the mutant is wrong: the first vector that contradicts it, or undefined if none does. */
  readonly told: ReadonlyMap<RoomVersion, string | undefined>;
}

/** Every mistake that the vectors have to tell. */
export const allMutants: readonly Mutant[] = [...authorizationMutants, ...resolutionMutants];

/**
 * Asks the vectors of every mutant.
 *
 * @throws Error if the oracle without a mistake contradicts a vector: then nothing can be told from it
 */
export function killings(vectors: readonly Vector[], mutants: readonly Mutant[] = allMutants): Killing[] {
  const wrong = vectors.find(({ roomVersion, isContradicted }) => isContradicted(oracleOf(roomVersion)));
  if (wrong) throw new Error(`The oracle itself contradicts the vector ${wrong.name} in version ${wrong.roomVersion}`);
  const byVersion = Map.groupBy(vectors, ({ roomVersion }) => roomVersion);
  return mutants.map((mutant) => {
    const told = new Map<RoomVersion, string | undefined>();
    for (const roomVersion of allRoomVersions) {
      const oracle = mutant.oracleOf(roomVersion);
      const against = oracle && byVersion.get(roomVersion)?.find(({ isContradicted }) => isContradicted(oracle));
      if (oracle) told.set(roomVersion, against?.name);
    }
    return { mutant, told };
  });
}

/** The room versions in which no vector tells the mistake, and none has to do it for them. */
export function survivals({ mutant, told }: Killing): RoomVersion[] {
  const versions = [...told.keys()];
  return versions.filter((version) => {
    const others =
      mutant.told === 'in every version' ? [version] : versions.filter((other) => haveOneAlgorithm(version, other));
    return others.every((other) => told.get(other) === undefined);
  });
}

function haveOneAlgorithm(a: RoomVersion, b: RoomVersion): boolean {
  return roomVersions[a].stateResolution === roomVersions[b].stateResolution;
}

function printTable(table: readonly Killing[]): void {
  for (const killing of table) {
    const { mutant, told } = killing;
    const survives = survivals(killing);
    const vectors = [...told.values()].filter((vector) => vector !== undefined);
    const versions = `in ${vectors.length} of ${told.size} room versions`;
    console.log(`${survives.length > 0 ? 'SURVIVES' : 'killed  '}  ${mutant.id.padEnd(56)} ${versions}`);
    console.log(`          ${mutant.mistake}`);
    if (vectors.length > 0) console.log(`          first told by ${vectors[0]}`);
    if (survives.length > 0) console.log(`          not told in ${survives.join(', ')}`);
  }
  const survivors = table.filter((killing) => survivals(killing).length > 0);
  console.log(`${table.length} mutants, ${table.length - survivors.length} killed, ${survivors.length} survive`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const table = killings(readAllVectors());
  printTable(table);
  process.exitCode = table.some((killing) => survivals(killing).length > 0) ? 1 : 0;
}
