import { createKey } from '../authorization/auth-context.ts';
import type { RoomEvent } from '../room-event.ts';
import type { RoomVersionRules } from '../room-versions.ts';
import type { EventSource } from './event-source.ts';

/** Events by their IDs. */
export class EventStore implements EventSource {
  readonly #rules: RoomVersionRules;
  readonly #events = new Map<string, RoomEvent>();
  readonly #rejected = new Set<RoomEvent>();
  readonly #authEvents = new Map<RoomEvent, readonly RoomEvent[]>();

  constructor(rules: RoomVersionRules) {
    this.#rules = rules;
  }

  /** Adds an event after those that it cites. One that is there already stays. */
  add(event: RoomEvent, { rejected = false } = {}): void {
    if (this.#events.has(event.eventId)) return;
    this.#events.set(event.eventId, event);
    if (rejected) this.#rejected.add(event);
    this.#authEvents.set(event, this.#cited(event));
  }

  has(eventId: string): boolean {
    return this.#events.has(eventId);
  }

  get(eventId: string): RoomEvent | undefined {
    return this.#events.get(eventId);
  }

  authEventsOf(event: RoomEvent): readonly RoomEvent[] {
    return this.#authEvents.get(event) ?? this.#cited(event);
  }

  isRejected(event: RoomEvent): boolean {
    return this.#rejected.has(event);
  }

  createOf(event: RoomEvent): RoomEvent | undefined {
    if (this.#rules.createInAuthEvents) return this.authEventsOf(event).find(({ key }) => key === createKey);
    const create = this.#events.get(`$${event.roomId.slice(1)}`);
    return create?.key === createKey && !this.#rejected.has(create) ? create : undefined;
  }

  #cited({ authEvents }: RoomEvent): RoomEvent[] {
    return authEvents.map((eventId) => this.#events.get(eventId)).filter((event) => event !== undefined);
  }
}
