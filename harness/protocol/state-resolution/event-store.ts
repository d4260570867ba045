import { createKey } from '../authorization/auth-context.ts';
import type { RoomEvent } from '../room-event.ts';
import type { RoomVersionRules } from '../room-versions.ts';
import type { EventSource } from './event-source.ts';

/** Events by their IDs. */
export class EventStore implements EventSource {
  readonly #rules: RoomVersionRules;
  readonly #events = new Map<string, RoomEvent>();
  readonly #rejected = new Set<RoomEvent>();
  readonly #authEvents = new WeakMap<RoomEvent, readonly RoomEvent[]>();

  readonly #citing = new Map<string, RoomEvent[]>();

  constructor(rules: RoomVersionRules) {
    this.#rules = rules;
  }

  /** Adds an event. One that is there already stays, but may turn out to be rejected. @returns the one that is there now */
  add(event: RoomEvent, { rejected = false } = {}): RoomEvent {
    const kept = this.#events.get(event.eventId);
    if (!kept) this.#take(event);
    if (rejected) this.#rejected.add(kept ?? event);
    return kept ?? event;
  }

  has(eventId: string): boolean {
    return this.#events.has(eventId);
  }

  get(eventId: string): RoomEvent | undefined {
    return this.#events.get(eventId);
  }

  authEventsOf(event: RoomEvent): readonly RoomEvent[] {
    const known = this.#authEvents.get(event);
    if (known) return known;
    const cited = event.authEvents.map((eventId) => this.#events.get(eventId)).filter((one) => one !== undefined);
    // An event that is not known yet may come later.
    if (cited.length === event.authEvents.length) this.#authEvents.set(event, cited);
    return cited;
  }

  citedBy({ eventId }: RoomEvent): readonly RoomEvent[] {
    return this.#citing.get(eventId) ?? [];
  }

  isRejected(event: RoomEvent): boolean {
    return this.#rejected.has(event);
  }

  createOf(event: RoomEvent): RoomEvent | undefined {
    if (this.#rules.createInAuthEvents) return this.authEventsOf(event).find(({ key }) => key === createKey);
    const create = this.#events.get(`$${event.roomId.slice(1)}`);
    return create?.key === createKey && !this.#rejected.has(create) ? create : undefined;
  }

  #take(event: RoomEvent): void {
    this.#events.set(event.eventId, event);
    if (event.key === undefined) return;
    for (const cited of new Set(event.authEvents)) {
      const citing = this.#citing.get(cited);
      if (citing) citing.push(event);
      else this.#citing.set(cited, [event]);
    }
  }
}
