import { granted } from '../client/client.ts';
import { arrange, type Host } from '../event-graph/delivery/arrangement.ts';
import { Chance } from '../event-graph/delivery/chance.ts';
import type { AppendedEvent } from '../event-graph/append-event.ts';
import { deliveryOf, deliveryOneByOne } from '../event-graph/delivery/delivery.ts';
import { verdictsOfDelivery } from '../event-graph/delivery/verdicts-on-arrival.ts';
import type { RoomGraph } from '../event-graph/room-graph.ts';
import type { Scenario } from '../event-graph/scenario/scenario.ts';
import type { Pdu } from '../protocol/pdu.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../protocol/json.ts';
import { begin } from './begin.ts';
import { Performance } from './performance.ts';
import { SentEvents } from './sent-events.ts';
import type { Stage } from './stage.ts';
import { Troupe } from './troupe.ts';

/** How a scenario is performed. */
export interface Direction {
  readonly roomVersion: RoomVersion;
  /** What the order, the transactions, the servers and the host follow from, as far as the scenario leaves them open. */
  readonly seed: number;
  /** Who makes the room; by default the seed decides. */
  readonly host?: Host;
  /** Delivers the events one by one, in the order of the scenario, whatever the seed; or withholds one of them. Default: neither. */
  readonly delivery?: 'one by one' | 'with a gap';
}

/**
 * Performs a scenario: plays it in a new room, delivers its events to the target, and waits until the guest is shown the last.
 *
 * @throws UnexpectedAnswer where the target refuses what it has to grant, or does not show the last event
 */
export async function perform(
  written: Scenario,
  stage: Stage,
  { roomVersion, seed, host: wanted, delivery: how }: Direction,
): Promise<Performance> {
  const chance = new Chance(written.slug, roomVersion, seed);
  const { host, scenario } = arrange(written, chance, wanted);
  const troupe = await Troupe.of(scenario, stage);
  const hosted = await begin(scenario, roomVersion, host, troupe);
  const { graph, idOf } = hosted;
  withholdWhatIsAsked(troupe, graph, scenario.deliver?.notAmongMissing.map(idOf) ?? []);
  const delivery =
    how === 'one by one' ? deliveryOneByOne(hosted) : deliveryOf(hosted, chance, { withGap: how === 'with a gap' });
  const followed = troupe.guest.follow(graph.roomId);
  const verdicts = how === 'one by one' ? verdictsOfDelivery(hosted, delivery) : undefined;
  const sent = new SentEvents(troupe.peers, hosted);
  const isShown = (eventId: string): Promise<unknown> =>
    followed.waitForEvent(eventId, stage.limitMs).catch((error: unknown) => {
      throw sent.explaining(error);
    });
  for (const { from, events } of delivery) {
    const { json } = granted(await troupe.named(from).sendTransaction({ pdus: events.map(({ pdu }) => pdu) }));
    sent.answered(events, json);
    // That a transaction was answered does not say that its events were taken in.
    for (const { eventId } of events.filter((one) => isSureToBeShown(one, verdicts))) await isShown(eventId);
  }
  await isShown(idOf('end'));
  return new Performance({ hosted, host, seed, delivery, troupe, followed, sent, disclosure: stage.disclosure });
}

/** Whether users are shown an event; of aliases that is not said. */
function isSureToBeShown(
  { eventId, pdu }: AppendedEvent,
  verdicts: ReturnType<typeof verdictsOfDelivery> | undefined,
): boolean {
  const [verdict, ...others] = verdicts?.get(eventId) ?? [];
  return verdict === 'accepted' && others.length === 0 && pdu.type !== 'm.room.aliases';
}

/** The peers leave out events where they are asked for those that are missing. */
function withholdWhatIsAsked(troupe: Troupe, room: RoomGraph, eventIds: readonly string[]): void {
  if (eventIds.length === 0) return;
  const isGiven = (pdu: JsonValue): boolean => !eventIds.includes(room.eventIdOf(pdu as JsonObject as Pdu));
  for (const peer of troupe.peers) {
    for (const [method, path, key] of askedForMissing) {
      peer.answer(method, path, async (_, truthfully) => {
        const { json, ...answer } = await truthfully();
        const events = isJsonObject(json) ? json[key] : undefined;
        if (!isJsonObject(json) || !Array.isArray(events)) return { ...answer, ...(json !== undefined && { json }) };
        return { ...answer, json: { ...json, [key]: events.filter(isGiven) } };
      });
    }
  }
}

/** The operations that give events which were not named, and the key that has them. */
const askedForMissing = [
  ['POST', '/_matrix/federation/v1/get_missing_events/:roomId', 'events'],
  ['GET', '/_matrix/federation/v1/backfill/:roomId', 'pdus'],
] as const;
