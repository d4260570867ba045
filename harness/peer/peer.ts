import { randomBytes } from 'node:crypto';
import { type AppendedEvent, appendEvent } from '../event-graph/append-event.ts';
import { buildEvent, type EventSpec } from '../event-graph/build-event.ts';
import { createRoomGraph, type RoomSpec } from '../event-graph/create-room.ts';
import type { AddOptions, RoomGraph } from '../event-graph/room-graph.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { Pdu } from '../protocol/pdu.ts';
import { generateSigningKey, type SigningKey } from '../protocol/signing.ts';
import type { TargetConnection } from '../target/target.ts';
import type { Certificate } from '../wire/certificate-authority.ts';
import type { HttpClient, WireResponse } from '../wire/http-client.ts';
import { HttpsListener } from '../wire/https-listener.ts';
import type { Wire } from '../wire/wire.ts';
import { AnswerRouter, type Override } from './answer-router.ts';
import type { IncomingRequest, Method } from './answers/route.ts';
import { Arrivals } from './arrivals.ts';
import { type Delivery, deliver, sendTransaction, type Transaction } from './deliver.ts';
import { Examiner } from './examiner.ts';
import type { ExaminedCount, Finding } from './findings.ts';
import type { HandshakeOptions } from './handshake.ts';
import { Inbox, type ReceivedEvent, type ReceivedInvite } from './inbox.ts';
import { respond } from './respond.ts';
import { inviteUser, type InviteOptions, type JoinedRoom, joinRoom, knockOnRoom, leaveRoom, type SentInvite, type SentMembership } from './memberships.ts';
import { Replicas } from './replicas.ts';
import { backfill, fetchMissing, getEvent, getMissingEvents, getState, getStateIds, type MissingEvents } from './retrieve.ts';
import { sendSigned } from './send-signed.ts';
import { type PeerRequest, type RoomOrId, roomIdIn } from './speaker.ts';

/** What a peer is started with. */
export interface PeerOptions {
  /** Where the check logs what goes over the wire. */
  readonly wire: Wire;
  readonly connection: TargetConnection;
  /** For the peer's host name; signed by an authority that the target trusts. */
  readonly certificate: Certificate;
  /** Connections to the target's `federationUrl`. */
  readonly client: HttpClient;
  /** Factor on all limits; default 1. */
  readonly timeoutFactor?: number;
  /** Where to listen; default 127.0.0.1. */
  readonly address?: string;
  /** Host part of the server name; default localhost. */
  readonly host?: string;
}

/** How long to wait for something that the target sends by itself, in milliseconds before the timeout factor. */
const arrivalLimitMs = 10_000;

/**
 * A fake homeserver: it has a name, a key and copies of rooms, answers what a homeserver may ask truthfully from these
 * unless the check says otherwise, and speaks to the target, correctly unless the check says otherwise.
 */
export class Peer implements AsyncDisposable {
  readonly signingKey: SigningKey = generateSigningKey();
  readonly replicas = new Replicas();
  readonly inbox: Inbox;
  /** Room IDs by alias; what the peer answers to `query/directory`. */
  readonly aliases = new Map<string, string>();
  /** IDs of the rooms that the peer shows in its public directory. */
  readonly publishedRooms = new Set<string>();
  readonly #options: PeerOptions;
  readonly #router = new AnswerRouter();
  readonly #requests = new Arrivals<IncomingRequest>();
  readonly #examiner: Examiner;
  #wire: Wire | null;
  #listener: HttpsListener | undefined;

  private constructor(options: PeerOptions) {
    this.#options = options;
    this.#wire = options.wire;
    this.#examiner = new Examiner(this, () => this.#wire);
    this.inbox = new Inbox({
      replicas: this.replicas,
      examine: (event, emission) => this.#examiner.event(event, emission),
      fetchMissing: (room, eventId) => (this.#wire ? fetchMissing(this, room, eventId) : Promise.resolve()),
    });
  }

  /** Starts a peer on a free port, which is part of its name. @throws where the address cannot be bound */
  static async start(options: PeerOptions): Promise<Peer> {
    const peer = new Peer(options);
    peer.#listener = await HttpsListener.listen({
      certificate: options.certificate,
      address: options.address ?? '127.0.0.1',
      wire: () => peer.#wire,
      party: () => peer.party,
      answer: (request) =>
        respond(request, {
          peer,
          router: peer.#router,
          isRetired: () => peer.#wire === null,
          authenticate: () => peer.#examiner.request(request),
          arrived: (incoming) => peer.#requests.add(incoming),
        }),
    });
    return peer;
  }

  /** `localhost:43210`. */
  get serverName(): string {
    return `${this.#options.host ?? 'localhost'}:${this.#listener?.port ?? 0}`;
  }

  /** Server name of the target. */
  get targetName(): string {
    return this.#options.connection.serverName;
  }

  get client(): HttpClient {
    return this.#options.client;
  }

  /** The peer's name in the wire log. */
  get party(): string {
    return `peer ${this.serverName}`;
  }

  /** What is wrong with the events and requests that the target sent to this peer. */
  get findings(): readonly Finding[] {
    return this.#examiner.findings.list;
  }

  /** How many events and requests of the target were examined. */
  get examined(): readonly ExaminedCount[] {
    return this.#examiner.findings.examined;
  }

  /** Every request that was made of this peer, in order. */
  get received(): readonly IncomingRequest[] {
    return this.#requests.items;
  }

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

  /** Answers such requests in another way; the last call for a method and path wins. `path` has parameters as `:eventId`. */
  answer(method: Method, path: string, override: Override): void {
    this.#router.override(method, path, override);
  }

  /** Makes a signed request of the target, and examines the events in its answer. */
  async request(method: string, target: string, options: PeerRequest = {}): Promise<WireResponse> {
    const response = await sendSigned(this, this.#wire, { method, target }, options);
    await this.#examiner.answer(response);
    return response;
  }

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
  inviteUser(room: RoomGraph, userId: string, options: InviteOptions & { readonly sender?: string } = {}): Promise<SentInvite> {
    return inviteUser(this, room, options.sender ?? this.user('creator'), userId, options);
  }

  /** Builds an event without adding it to the replica or sending it. */
  build(room: RoomGraph, spec: EventSpec): Pdu {
    return buildEvent(room, spec, this.signingKeyOf);
  }

  /** Builds an event and adds it to the replica, without sending it. */
  append(room: RoomGraph, spec: EventSpec, options?: Omit<AddOptions, 'resolved'>): AppendedEvent {
    return appendEvent(room, spec, this.signingKeyOf, options);
  }

  /** Builds an event, adds it to the replica and sends it. @throws UnexpectedAnswer unless the target takes it */
  async send(room: RoomGraph, spec: EventSpec, options?: Omit<AddOptions, 'resolved'>): Promise<AppendedEvent & Delivery> {
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

  /**
   * The first request of the target that matches, also one that came before.
   *
   * @param limitMs before the timeout factor
   * @throws UnexpectedAnswer with what came instead
   */
  waitForRequest(matches: (incoming: IncomingRequest) => boolean, limitMs = arrivalLimitMs): Promise<IncomingRequest> {
    const describe = ({ method, path }: IncomingRequest): string => `${method} ${path}`;
    return this.#requests.waitFor(matches, this.#wait('a request', matches, describe, limitMs));
  }

  /** The first event that the target sent of a room and that matches, also one that came before. @throws UnexpectedAnswer */
  waitForEvent(
    room: RoomOrId,
    matches: (pdu: Pdu, eventId: string) => boolean,
    limitMs = arrivalLimitMs,
  ): Promise<ReceivedEvent> {
    const roomId = roomIdIn(room);
    const describe = ({ pdu, eventId }: ReceivedEvent): string => `${eventId} ${pdu.type} of ${pdu.sender}`;
    const wait = this.#wait(`an event of ${roomId}`, matches, describe, limitMs);
    return this.inbox.events.waitFor((event) => event.roomId === roomId && matches(event.pdu, event.eventId), wait);
  }

  /** The first invite by the target that matches, also one that came before. @throws UnexpectedAnswer */
  waitForInvite(matches: (invite: ReceivedInvite) => boolean, limitMs = arrivalLimitMs): Promise<ReceivedInvite> {
    const describe = ({ pdu, roomId }: ReceivedInvite): string => `invite of ${pdu.state_key} into ${roomId}`;
    return this.inbox.invites.waitFor(matches, this.#wait('an invite', matches, describe, limitMs));
  }

  /** The first EDU of the target that matches, also one that came before. @throws UnexpectedAnswer */
  waitForEdu(matches: (edu: JsonObject) => boolean, limitMs = arrivalLimitMs): Promise<JsonObject> {
    const describe = (edu: JsonObject): string => String(edu['edu_type']);
    return this.inbox.edus.waitFor(matches, this.#wait('an EDU', matches, describe, limitMs));
  }

  /** A new transaction ID. */
  newTransactionId(): string {
    return randomBytes(6).toString('hex');
  }

  /**
   * Ends the peer's part in its check. It keeps its port, so that no server name means two servers in a run, answers politely
   * and logs nothing.
   */
  retire(): void {
    this.#wire = null;
    this.replicas.clear();
  }

  /** Gives the port back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.retire();
    await this.#listener?.[Symbol.asyncDispose]();
  }

  #wait<T>(what: string, matches: unknown, describe: (item: T) => string, limitMs: number) {
    return { what: `${what} such that ${String(matches)}`, describe, limitMs: limitMs * (this.#options.timeoutFactor ?? 1) };
  }
}
