import { availableParallelism } from 'node:os';
import { knownHomeservers } from '../../homeservers/known-homeservers.ts';
import { isEmbedded } from '../../target/embedded/embedded-target.ts';
import { isInstalled, parseTarget } from '../../target/start-target.ts';
import type { TargetConnection } from '../../target/target.ts';

/** On the embedded homeserver, and on one elsewhere, of which it is not known how much it bears. */
const usual = 16;
/** For each that is started from an image and that nobody knows. */
const ofUnknown = 8;

/** With so many for each core of this machine the homeservers that are started on it have enough to do; more would only wait. */
const ofCore = 5;

/**
 * How many checks run at the same time on some equal homeservers where the user does not say.
 *
 * @param cores of this machine
 */
export function usualJobs(
  connections: readonly Pick<TargetConnection, 'name'>[],
  cores = availableParallelism(),
): number {
  const [first] = connections;
  if (first === undefined || !isStarted(first)) return usual;
  const { checksAtATime = ofUnknown } = knownHomeservers.find(({ name }) => name === first.name) ?? {};
  return connections.length === 1 ? checksAtATime : Math.min(connections.length * checksAtATime, cores * ofCore);
}

/** How many checks run at the same time on targets that are not there yet. In an image there may be any homeserver. */
export function expectedJobs(target: string, count: number, cores = availableParallelism()): number {
  const name = isEmbedded(target) ? embedded : isInstalled(target) ? parseTarget(target).homeserver.name : 'container';
  return usualJobs(
    Array.from({ length: count }, () => ({ name })),
    cores,
  );
}

/**
 * How many workers share the files of checks: one for each homeserver, and never only one where a file that restarts its own would
 * keep the homeserver idle. The embedded one has nothing to spare for a second.
 */
export function usualWorkers(connections: readonly Pick<TargetConnection, 'name'>[], jobs: number): number {
  const wanted = connections.some(isStarted) ? Math.max(2, connections.length) : connections.length;
  return Math.min(wanted, jobs);
}

/** The name of the embedded homeserver in its connection. */
const embedded = 'reference';

/** Whether it is a process or a container of this run. */
function isStarted({ name }: Pick<TargetConnection, 'name'>): boolean {
  return name !== embedded && name !== 'external';
}
