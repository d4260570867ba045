import type { RoomGraph } from '../event-graph/room-graph.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../protocol/json.ts';
import { type Pdu, stringProperty } from '../protocol/pdu.ts';
import { eventIdOf } from '../protocol/event-id.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import { Arrivals } from './arrivals.ts';
import type { Emission } from './examine-event.ts';
import type { Replicas } from './replicas.ts';

/** An event that the target sent of its own accord. */
export interface ReceivedEvent {
  readonly eventId: string;
  readonly roomId: string;
  readonly pdu: Pdu;
}

/** An invite of one of the peer's users, with the peer's signature. */
export interface ReceivedInvite extends ReceivedEvent {
  readonly roomVersion: RoomVersion;
  readonly state: JsonValue;
}

/** What the inbox needs of its peer. */
export interface InboxOwner {
  readonly replicas: Replicas;
  /** Examines an event; whether it is fit to be taken into a replica. */
  examine(event: JsonValue, emission: Emission): Promise<boolean>;
  /** Holds an event that was taken into a replica against the authorization rules. */
  authorize(event: ReceivedEvent, room: RoomGraph, where: string): void;
  /** Asks the target for the events between the replica and an event whose parents it does not know. */
  fetchMissing(room: RoomGraph, eventId: string): Promise<void>;
}

/** What the target sent to a peer: events, which go to the replicas of their rooms, invites, and ephemeral units. */
export class Inbox {
  readonly events = new Arrivals<ReceivedEvent>();
  readonly invites = new Arrivals<ReceivedInvite>();
  readonly edus = new Arrivals<JsonObject>();
  readonly #owner: InboxOwner;

  constructor(owner: InboxOwner) {
    this.#owner = owner;
  }

  receiveEdus(edus: readonly JsonValue[]): void {
    for (const edu of edus) if (isJsonObject(edu)) this.edus.add(edu);
  }

  /**
   * Takes the events of a transaction.
   *
   * @returns the `pdus` of the answer, with an error for each event that was not taken
   */
  async receivePdus(pdus: readonly JsonValue[], where: string): Promise<JsonObject> {
    const results: JsonObject = {};
    for (const pdu of pdus) {
      const roomVersion = isJsonObject(pdu) ? this.#owner.replicas.versionFor(pdu) : undefined;
      if (!isJsonObject(pdu) || roomVersion === undefined) {
        // Without the version of the room an event has no ID under which to report it, unless it carries one.
        const eventId = stringProperty(pdu, 'event_id');
        if (eventId !== undefined) results[eventId] = { error: 'The room is not known here' };
        continue;
      }
      const mayBeRedacted = this.#isRedacted(pdu, roomVersion);
      const { received, sound } = await this.#examine(pdu, { roomVersion, where, mayBeRedacted });
      if (!received) continue;
      results[received.eventId] = sound ? {} : { error: 'The event is malformed, or its hash or signature is wrong' };
      const room = this.#owner.replicas.get(received.roomId);
      if (room && sound) {
        if (!room.has(received.eventId) && room.missingParents(pdu as Pdu).length > 0) {
          await this.#owner.fetchMissing(room, received.eventId);
        }
        room.add(received.pdu, { unknownState: true });
        this.#owner.authorize(received, room, where);
      }
      this.events.add(received);
    }
    return results;
  }

  /** Examines an event that came by itself. @returns undefined if something about it is wrong */
  async receive(event: JsonObject, emission: Emission): Promise<ReceivedEvent | undefined> {
    const { received, sound } = await this.#examine(event, emission);
    return sound ? received : undefined;
  }

  /**
   * Examines the state that comes with an invite. Since specification version 1.16 these are whole events; older
   * homeservers strip them, and then there is nothing to examine.
   */
  async examineInviteState(state: JsonValue, emission: Emission): Promise<void> {
    const whole = Array.isArray(state) ? state.filter((event) => isJsonObject(event) && 'signatures' in event) : [];
    for (const event of whole) await this.#owner.examine(event, { ...emission, mayBeRedacted: true });
  }

  async #examine(event: JsonObject, emission: Emission): Promise<{ received?: ReceivedEvent; sound: boolean }> {
    const sound = await this.#owner.examine(event, emission);
    try {
      const pdu = event as Pdu;
      return { sound, received: { pdu, roomId: pdu.room_id ?? '', eventId: eventIdOf(pdu, emission.roomVersion) } };
    } catch {
      return { sound: false }; // without an ID it is no event; the examination tells why
    }
  }

  /** A new event is whole, unless it was late and its redaction overtook it. */
  #isRedacted(event: JsonObject, roomVersion: RoomVersion): boolean {
    const room = this.#owner.replicas.get(stringProperty(event, 'room_id') ?? '');
    if (!room) return false;
    try {
      return room.isRedacted(eventIdOf(event as Pdu, roomVersion));
    } catch {
      return false; // malformed, which the examination tells
    }
  }
}
