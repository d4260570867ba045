import { type AppendedEvent, appendEvent } from '../event-graph/append-event.ts';
import { buildEvent, type EventSpec } from '../event-graph/build-event.ts';
import { createRoomGraph, type RoomSpec } from '../event-graph/create-room.ts';
import type { AddOptions, RoomGraph } from '../event-graph/room-graph.ts';
import type { Pdu } from '../protocol/pdu.ts';
import { generateSigningKey, type SigningKey } from '../protocol/signing.ts';
import type { WireResponse } from '../wire/http-client.ts';
import { type Delivery, deliver, sendTransaction, type Transaction } from './deliver.ts';
import type { HandshakeOptions } from './handshake.ts';
import {
  inviteUser,
  type InviteOptions,
  type JoinedRoom,
  joinRoom,
  knockOnRoom,
  leaveRoom,
  type SentInvite,
  type SentMembership,
} from './memberships.ts';
import { Replicas } from './replicas.ts';
import { backfill, getEvent, getMissingEvents, getState, getStateIds, type MissingEvents } from './retrieve.ts';
import { type PeerRequest, type RoomOrId, roomIdIn, type Speaker } from './speaker.ts';

/** What a peer does in rooms: everything that is said in signed requests to the target. */
export abstract class Participant implements Speaker {
  readonly signingKey: SigningKey = generateSigningKey();
  readonly replicas = new Replicas();

  /** `localhost:43210`. */
  abstract get serverName(): string;
  /** Server name of the target. */
  abstract get targetName(): string;
  /** Makes a signed request of the target. */
  abstract request(method: string, target: string, options?: PeerRequest): Promise<WireResponse>;

  /** The user ID of a user of this peer. */
  user(localpart: string): string {
    return `@${localpart}:${this.serverName}`;
  }

  /** The peer's replica of a room; undefined where it is in no such room. */
  room(roomId: string): RoomGraph | undefined {
    return this.replicas.get(roomId);
  }

  /** The key of a server, for events: only the peer's own is known. */
  readonly signingKeyOf = (serverName: string): SigningKey => {
    if (serverName === this.serverName) return this.signingKey;
    throw new Error(`The peer ${this.serverName} cannot sign for ${serverName}: say in signers who signs`);
  };

  /** Makes a room on this peer; `creator` is by default its user `creator`. */
  hostRoom(spec: Omit<RoomSpec, 'creator'> & { readonly creator?: string }): RoomGraph {
    const room = createRoomGraph({ creator: this.user('creator'), ...spec }, this.signingKeyOf);
    this.replicas.keep(room);
    return room;
  }

  /** Joins a room of the target. @throws UnexpectedAnswer if the target refuses */
  joinRoom(roomId: string, userId = this.user('alice'), options?: HandshakeOptions): Promise<JoinedRoom> {
    return joinRoom(this, roomId, userId, options);
  }

  /** Leaves a room through the target, or rejects its invite. @throws UnexpectedAnswer if the target refuses */
  leaveRoom(room: RoomOrId, userId = this.user('alice'), options?: HandshakeOptions): Promise<SentMembership> {
    return leaveRoom(this, roomIdIn(room), userId, options);
  }

  /** Knocks on a room of the target. @throws UnexpectedAnswer if the target refuses */
  knockOnRoom(roomId: string, userId = this.user('alice'), options?: HandshakeOptions): Promise<SentMembership> {
    return knockOnRoom(this, roomId, userId, options);
  }

  /** Invites a user of the target. @throws UnexpectedAnswer if the target refuses */
  inviteUser(
    room: RoomGraph,
    userId: string,
    options: InviteOptions & { readonly sender?: string } = {},
  ): Promise<SentInvite> {
    return inviteUser(this, room, options.sender ?? this.user('creator'), userId, options);
  }

  /** Builds an event without adding it to the replica or sending it. */
  build(room: RoomGraph, spec: EventSpec): Pdu {
    return buildEvent(room, spec, this.signingKeyOf);
  }

  /** Builds an event and adds it to the replica, without sending it. */
  append(room: RoomGraph, spec: EventSpec, options?: AddOptions): AppendedEvent {
    return appendEvent(room, spec, this.signingKeyOf, options);
  }

  /** Builds an event, adds it to the replica and sends it. @throws UnexpectedAnswer unless the target takes it */
  async send(room: RoomGraph, spec: EventSpec, options?: AddOptions): Promise<AppendedEvent & Delivery> {
    const appended = this.append(room, spec, options);
    return { ...appended, ...(await this.deliver(room, [appended.pdu])) };
  }

  /** Sends events in one transaction. @throws UnexpectedAnswer unless the target answers 200 without an error for any of them */
  deliver(room: RoomGraph, pdus: readonly Pdu[]): Promise<Delivery> {
    return deliver(this, room, pdus);
  }

  /** Sends a transaction, and leaves the answer to the caller. */
  sendTransaction(transaction: Transaction): Promise<WireResponse> {
    return sendTransaction(this, transaction);
  }

  /** `GET /event` of the target. */
  event(eventId: string): Promise<WireResponse> {
    return getEvent(this, eventId);
  }

  /** `GET /state` of the target: the state before an event. */
  state(room: RoomOrId, eventId: string): Promise<WireResponse> {
    return getState(this, roomIdIn(room), eventId);
  }

  /** `GET /state_ids` of the target: the IDs of the state before an event. */
  stateIds(room: RoomOrId, eventId: string): Promise<WireResponse> {
    return getStateIds(this, roomIdIn(room), eventId);
  }

  /** `GET /backfill` of the target. */
  backfill(room: RoomOrId, eventIds: readonly string[], limit: number): Promise<WireResponse> {
    return backfill(this, roomIdIn(room), eventIds, limit);
  }

  /** `POST /get_missing_events` of the target. */
  missingEvents(room: RoomOrId, wanted: MissingEvents): Promise<WireResponse> {
    return getMissingEvents(this, roomIdIn(room), wanted);
  }
}
