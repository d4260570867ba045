import { createHash } from 'node:crypto';
import { authEventKeys } from '../protocol/auth-event-selection.ts';
import { EventGraphEvaluation } from '../protocol/evaluation/event-graph-evaluation.ts';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { type Oracle, oracleOf } from '../protocol/oracle.ts';
import type { EventReference, PduDraft } from '../protocol/pdu.ts';
import { RoomEvent } from '../protocol/room-event.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import { stateMapKey } from '../protocol/state-map-key.ts';
import type { RoomState } from '../protocol/state-resolution/room-state.ts';
import { type Deed, deedOf, users } from './random-deeds.ts';
import type { RandomStep } from './random-step.ts';

/** An event without hashes and signatures, whose ID is made up. */
export interface RandomEvent extends PduDraft {
  event_id: string;
}

/** How far back the parents of an event may be. */
const window = 6;
const start = 1_600_000_000_000;

/**
 * The events of a random history, unsigned and with given IDs, each after those that it cites.
 *
 * @param steps applied to a room with a creator who has joined
 * @param oracle judges the events, so that most are accepted; by default that of the room version
 */
export function randomGraph(
  steps: readonly RandomStep[],
  roomVersion: RoomVersion,
  oracle: Oracle = oracleOf(roomVersion),
): RandomEvent[] {
  const graph = new GrowingGraph(roomVersion, oracle);
  for (const step of steps) graph.take(step);
  return graph.pdus;
}

class GrowingGraph {
  readonly pdus: RandomEvent[] = [];
  readonly #oracle: Oracle;
  readonly #evaluation: EventGraphEvaluation;
  readonly #events: RoomEvent[] = [];
  #time = start;

  constructor(roomVersion: RoomVersion, oracle: Oracle) {
    this.#oracle = oracle;
    this.#evaluation = new EventGraphEvaluation(oracle);
    const [creator] = users;
    const names = oracle.rules.creatorIs === 'content.creator' ? { creator } : {};
    const second =
      oracle.rules.creatorIs === 'sender-and-additional-creators' ? { additional_creators: [users[1]] } : {};
    const content: JsonObject = { room_version: roomVersion, ...names, ...second };
    this.#add({ type: 'm.room.create', sender: creator, stateKey: '', content }, [], false, true);
    const join = { type: 'm.room.member', sender: creator, stateKey: creator, content: { membership: 'join' } };
    this.#add(join, this.#newest([0]), false, true);
  }

  take(step: RandomStep): void {
    const parents = this.#newest(step.parents);
    const deed = deedOf(step, this.#oracle.rules, this.#evaluation.stateAfterAll(parents));
    this.#time += step.after;
    if (deed) this.#add(deed, parents, step.citesStale, step.keepsRejected);
  }

  #newest(places: readonly number[]): string[] {
    const recent = this.#events.slice(-window).map(({ eventId }) => eventId);
    const chosen = places.map((place) => recent[place % recent.length]).filter((eventId) => eventId !== undefined);
    return [...new Set(chosen)];
  }

  #add(deed: Deed, parents: readonly string[], citesStale: boolean, keepsRejected: boolean): void {
    const eventId = `$${createHash('sha256').update(`${this.#events.length} ${this.#time}`).digest('base64url').slice(0, 12)}:${serverOf(deed)}`;
    const pdu = this.#pdu(deed, eventId, parents, citesStale);
    const event = new RoomEvent(pdu, eventId, this.#oracle.rules);
    const before = this.#evaluation.stateAfterAll(parents);
    if (!keepsRejected && this.#evaluation.judge(event, before).verdict === 'rejected') return;
    this.#evaluation.addWithState(event, before);
    this.#events.push(event);
    this.pdus.push(pdu);
  }

  #pdu(
    { type, sender, stateKey, content, redacts }: Deed,
    eventId: string,
    parents: readonly string[],
    citesStale: boolean,
  ) {
    const { rules } = this.#oracle;
    const makesRoom = type === 'm.room.create' && rules.roomIdFormat === 'create-hash';
    const [create] = this.#events;
    const state = this.#stateToCite(parents, citesStale);
    const authEvents = authEventKeys({ type, sender, stateKey, content }, rules)
      .map((key) => state.get(stateMapKey(...key))?.eventId)
      .filter((cited) => cited !== undefined);
    const deepest = parents.map((parent) => Number(this.#evaluation.store.get(parent)?.depth ?? 0));
    const inEvent =
      redacts === true && rules.redactsLocation === 'event' ? { redacts: this.#newest([0])[0] ?? '' } : {};
    return {
      event_id: eventId,
      type,
      sender,
      ...(stateKey !== undefined && { state_key: stateKey }),
      ...(!makesRoom && { room_id: create && rules.roomIdFormat === 'create-hash' ? create.roomId : '!room:a' }),
      origin_server_ts: this.#time,
      depth: 1 + Math.max(0, ...deepest),
      prev_events: parents.map((parent) => this.#reference(parent)),
      auth_events: authEvents.map((cited) => this.#reference(cited)),
      content,
      ...inEvent,
    } satisfies Record<string, JsonValue> as RandomEvent;
  }

  /** The state before the event, or that after one of some time ago. */
  #stateToCite(parents: readonly string[], citesStale: boolean): RoomState {
    const [first = ''] = parents;
    const older = citesStale ? this.#evaluation.store.get(first)?.prevEvents[0] : undefined;
    return older !== undefined && this.#evaluation.has(older)
      ? this.#evaluation.stateAfter(older)
      : this.#evaluation.stateAfterAll(parents);
  }

  #reference(eventId: string): EventReference {
    return this.#oracle.rules.eventReferences === 'id' ? eventId : [eventId, { sha256: '' }];
  }
}

function serverOf({ sender }: Deed): string {
  return sender.slice(sender.indexOf(':') + 1);
}
