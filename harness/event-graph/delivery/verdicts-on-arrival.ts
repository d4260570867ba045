import type { AppendedEvent } from '../append-event.ts';
import { Extremities } from '../extremities.ts';
import type { RoomGraph } from '../room-graph.ts';
import type { HostedScenario } from '../scenario/host-scenario.ts';
import type { Delivery } from './delivery.ts';

/** What can become of an event on a server. */
export type ArrivalVerdict = 'accepted' | 'soft-failed' | 'rejected';

/** More ways than this to take events in are not followed. */
const mostWorlds = 300;

/** A server as it may be: the events that it has taken in, in their order, and which of them were soft-failed. */
interface World {
  readonly taken: ReadonlySet<string>;
  readonly softFailed: ReadonlySet<string>;
}

/**
 * What may become of each event on a server that it is delivered to: one verdict where it does not depend on anything that the
 * server is free in. The events of a transaction may be taken in in any order in which parents come first, and so may those
 * that it asks for since they were withheld.
 *
 * Only what the state before an event is known for has a verdict here.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#checks-performed-on-receipt-of-a-pdu
 *
 * @param there IDs of the events that the server has before
 */
export function verdictsOnArrival(
  graph: RoomGraph,
  there: readonly string[],
  delivery: Delivery,
): ReadonlyMap<string, ReadonlySet<ArrivalVerdict>> {
  const judge = new ArrivalJudge(graph, there);
  for (const { events } of delivery) judge.take(events);
  return judge.verdicts;
}

/** The same for the events of a scenario, on a server that has what came before them. */
export function verdictsOfDelivery(
  { graph, events }: HostedScenario,
  delivery: Delivery,
): ReadonlyMap<string, ReadonlySet<ArrivalVerdict>> {
  const delivered = new Set(events.map(({ eventId }) => eventId));
  const there = graph.eventIds.filter((eventId) => !delivered.has(eventId) && !graph.isOutlier(eventId));
  return verdictsOnArrival(graph, there, delivery);
}

class ArrivalJudge {
  readonly verdicts = new Map<string, Set<ArrivalVerdict>>();
  readonly #graph: RoomGraph;
  readonly #allowed = new Map<string, boolean>();
  #worlds: readonly World[];
  /** Whether there were more ways than were followed: then soft failure is left open from there on. */
  #isOpen = false;

  constructor(graph: RoomGraph, there: readonly string[]) {
    this.#graph = graph;
    this.#worlds = [{ taken: new Set(there), softFailed: new Set() }];
  }

  /** Takes in the events of a transaction, and those before them that are missing. */
  take(events: readonly AppendedEvent[]): void {
    const [{ taken } = { taken: new Set<string>() }] = this.#worlds;
    const batch = this.#withMissing(
      events.map(({ eventId }) => eventId),
      taken,
    );
    for (const eventId of batch) this.verdicts.set(eventId, new Set());
    if (this.#isOpen) for (const eventId of batch) this.#leaveOpen(eventId);
    else this.#worlds = this.#afterAll(batch);
  }

  #withMissing(eventIds: readonly string[], taken: ReadonlySet<string>): Set<string> {
    const batch = new Set(eventIds.filter((eventId) => this.#isJudged(eventId) && !taken.has(eventId)));
    for (const eventId of batch) {
      for (const parent of this.#parentsOf(eventId)) if (!taken.has(parent)) batch.add(parent);
    }
    return batch;
  }

  /** Those that can be had: what comes after others has its state told. */
  #parentsOf(eventId: string): string[] {
    return this.#graph.parentsOf(eventId).filter((parent) => this.#graph.has(parent) && this.#isJudged(parent));
  }

  #isJudged(eventId: string): boolean {
    return this.#graph.judgementOf(eventId) !== undefined;
  }

  /** All servers that there may be after a batch of events. */
  #afterAll(batch: ReadonlySet<string>): readonly World[] {
    let worlds = this.#worlds;
    for (let count = 0; count < batch.size; count += 1) {
      const next = new Map<string, World>();
      for (const world of worlds) {
        for (const eventId of batch) {
          if (world.taken.has(eventId) || !this.#parentsAreIn(world, eventId)) continue;
          const after = this.#after(world, eventId);
          next.set(keyOf(after), after);
        }
      }
      worlds = [...next.values()];
      if (worlds.length > mostWorlds) {
        this.#isOpen = true;
        for (const eventId of batch) this.#leaveOpen(eventId);
        return [];
      }
    }
    return worlds;
  }

  #parentsAreIn({ taken }: World, eventId: string): boolean {
    return this.#parentsOf(eventId).every((parent) => taken.has(parent));
  }

  #after({ taken, softFailed }: World, eventId: string): World {
    const verdict = this.#verdictIn({ taken, softFailed }, eventId);
    this.verdicts.get(eventId)?.add(verdict);
    return {
      taken: new Set([...taken, eventId]),
      softFailed: verdict === 'soft-failed' ? new Set([...softFailed, eventId]) : softFailed,
    };
  }

  #verdictIn(world: World, eventId: string): ArrivalVerdict {
    if (this.#graph.isRejected(eventId)) return 'rejected';
    const extremities = this.#extremitiesOf(world).toSorted();
    const key = `${eventId} after ${extremities.join(' ')}`;
    const known = this.#allowed.get(key);
    const allowed = known ?? this.#graph.isAllowedAfterAll(this.#graph.event(eventId), extremities).allowed;
    this.#allowed.set(key, allowed);
    return allowed ? 'accepted' : 'soft-failed';
  }

  #extremitiesOf({ taken, softFailed }: World): string[] {
    const extremities = new Extremities();
    for (const eventId of taken) {
      const part = this.#graph.isRejected(eventId) ? 'rejected' : softFailed.has(eventId) ? 'passed' : 'tip';
      extremities.add(eventId, this.#graph.parentsOf(eventId), part);
    }
    return extremities.list();
  }

  /** What is not rejected may be soft-failed, as long as nobody says otherwise. */
  #leaveOpen(eventId: string): void {
    const rejected = this.#graph.isRejected(eventId);
    this.verdicts.set(eventId, new Set(rejected ? ['rejected'] : ['accepted', 'soft-failed']));
  }
}

function keyOf({ taken, softFailed }: World): string {
  return `${[...taken].toSorted().join(' ')} without ${[...softFailed].toSorted().join(' ')}`;
}
