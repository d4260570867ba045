import type { JsonObject } from '../protocol/json.ts';
import { UnexpectedAnswer } from '../wire/errors.ts';
import { objectsAt, show, stringAt, valueAt } from '../wire/read.ts';
import type { WireResponse } from '../wire/http-client.ts';

/** One long poll; the target answers as soon as there is something. */
const pollMs = 5_000;

/** Local events are visible at once and federated ones within tens of milliseconds: this is where waiting ends. */
const followLimitMs = 10_000;

/** A user who can sync. */
export interface SyncingUser {
  readonly name: string;
  readonly timeoutFactor: number;
  sync(
    query: Readonly<Record<string, string | number | boolean>>,
  ): Promise<{ response: WireResponse; nextBatch: string }>;
}

/** What a user is shown of one room by successive syncs: everything in the timeline, in order. */
export class SyncStream {
  /** The events of the timelines seen so far, oldest first. */
  readonly timeline: JsonObject[] = [];
  readonly #client: SyncingUser;
  readonly #roomId: string;
  readonly #filter: string;
  #since: string | undefined;

  constructor(client: SyncingUser, roomId: string, since?: string) {
    this.#client = client;
    this.#roomId = roomId;
    this.#since = since;
    // Timelines and nothing else: what other checks cause the server to tell this user would only cost time. Rooms are
    // not filtered: a user of a check has few, and what the filter `rooms` leaves out is a matter of its own check.
    this.#filter = JSON.stringify({
      room: { timeline: { limit: 100 }, ephemeral: { not_types: ['*'] }, account_data: { not_types: ['*'] } },
      presence: { not_types: ['*'] },
      account_data: { not_types: ['*'] },
    });
  }

  /** Takes the next sync into {@link timeline}. @param timeoutMs how long the target may wait for something new */
  async next(timeoutMs = 0): Promise<void> {
    const { response, nextBatch } = await this.#client.sync({
      filter: this.#filter,
      timeout: timeoutMs,
      ...(this.#since !== undefined && { since: this.#since }),
    });
    this.#since = nextBatch;
    const room =
      valueAt(response.json, 'rooms', 'join', this.#roomId) ?? valueAt(response.json, 'rooms', 'leave', this.#roomId);
    if (valueAt(room, 'timeline') !== undefined) this.timeline.push(...objectsAt(room, 'timeline', 'events'));
  }

  /**
   * Syncs until an event that matches is in the timeline.
   *
   * @param what names what is waited for, for the failure
   * @param limit milliseconds, before the timeout factor
   * @throws UnexpectedAnswer where it has not come when the limit passes
   */
  async waitFor(what: string, predicate: (event: JsonObject) => boolean, limit = followLimitMs): Promise<JsonObject> {
    const limitMs = limit * this.#client.timeoutFactor;
    const deadline = performance.now() + limitMs;
    for (;;) {
      const found = this.timeline.find(predicate);
      if (found) return found;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) break;
      await this.next(this.#since === undefined ? 0 : Math.ceil(Math.min(pollMs, leftMs)));
    }
    throw new UnexpectedAnswer(`${this.#client.name} was not shown ${what} within ${limitMs / 1000} s`, {
      expected: what,
      actual: show(this.timeline.map(({ type, event_id }) => ({ type: type ?? null, event_id: event_id ?? null }))),
    });
  }

  /** Syncs until the event with this id is in the timeline. @throws UnexpectedAnswer */
  async waitForEvent(eventId: string, limit?: number): Promise<JsonObject> {
    return this.waitFor(`the event ${eventId}`, (event) => event['event_id'] === eventId, limit);
  }

  /** The ids of the events seen so far, oldest first. */
  eventIds(): string[] {
    return this.timeline.map((event) => stringAt(event, 'event_id'));
  }
}
