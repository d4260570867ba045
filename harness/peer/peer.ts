import type { JsonObject } from '../protocol/json.ts';
import { type Pdu, stringProperty } from '../protocol/pdu.ts';
import type { TargetConnection } from '../target/target.ts';
import type { Certificate } from '../wire/certificate-authority.ts';
import type { HttpClient, WireResponse } from '../wire/http-client.ts';
import { HttpsListener } from '../wire/https-listener.ts';
import { TcpProxy } from '../wire/tcp-proxy.ts';
import type { Wire } from '../wire/wire.ts';
import { AnswerRouter, type Override } from './answer-router.ts';
import type { IncomingRequest, Method } from './answers/route.ts';
import { Arrivals } from './arrivals.ts';
import { Examiner } from './examiner.ts';
import type { ExaminedCount, Finding } from './findings.ts';
import { Inbox, type ReceivedEvent, type ReceivedInvite } from './inbox.ts';
import { respond } from './respond.ts';
import { authenticateNeighbour, isBy, type Neighbour, PeerTowards } from './neighbour.ts';
import { Participant } from './participant.ts';
import { fetchMissing } from './retrieve.ts';
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
  /** Another homeserver that it speaks with; what that one says is believed, and not examined. */
  readonly companion?: Neighbour;
  /** Factor on all limits; default 1. */
  readonly timeoutFactor?: number;
  /** Where to listen; by default on loopback, or on all addresses if the target is not on this machine. */
  readonly address?: string;
  /** Host part of the server name; default is that under which the target reaches this machine. */
  readonly host?: string;
  /** True for a peer that the target reaches through a proxy. */
  readonly behindProxy?: boolean;
}

/** How long to wait for something that the target sends by itself, in milliseconds before the timeout factor. */
const arrivalLimitMs = 10_000;

/**
 * A fake homeserver: it has a name, a key and copies of rooms, answers what a homeserver may ask truthfully from these
 * unless the check says otherwise, and speaks to the target, correctly unless the check says otherwise.
 */
export class Peer extends Participant implements AsyncDisposable {
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
  #proxy: TcpProxy | undefined;

  private constructor(options: PeerOptions) {
    super();
    this.#options = options;
    this.#wire = options.wire;
    this.#examiner = new Examiner(this, () => this.#wire);
    this.inbox = new Inbox({
      replicas: this.replicas,
      examine: (event, emission) => this.#examiner.event(event, emission),
      authorize: (event, room, where) => {
        this.#examiner.authorization(event, room, where);
      },
      fetchMissing: (room, eventId) => (this.#wire ? fetchMissing(this, room, eventId) : Promise.resolve()),
    });
  }

  /** Starts a peer on a free port, which is part of its name. @throws where the address cannot be bound */
  static async start(options: PeerOptions): Promise<Peer> {
    const peer = new Peer(options);
    const address = options.address ?? (options.connection.peerHost === undefined ? '127.0.0.1' : '0.0.0.0');
    peer.#listener = await HttpsListener.listen({
      certificate: options.certificate,
      address,
      wire: () => peer.#wire,
      party: () => peer.party,
      sender: (request) => (isBy(options.companion, request) ? 'companion' : 'target'),
      answer: (request) =>
        respond(request, {
          peer,
          router: peer.#router,
          isRetired: () => peer.#wire === null,
          authenticate: () =>
            options.companion && isBy(options.companion, request)
              ? authenticateNeighbour(request, options.companion, peer, () => peer.#wire)
              : peer.#examiner.request(request.asSent ?? request),
          arrived: (incoming) => peer.#requests.add(incoming),
        }),
    });
    if (options.behindProxy) {
      peer.#proxy = await TcpProxy.listen(address, peer.#listener.port, () => peer.#timeoutFactor);
    }
    return peer;
  }

  /** `localhost:43210`. */
  override get serverName(): string {
    const { host, connection } = this.#options;
    return `${host ?? connection.peerHost ?? 'localhost'}:${(this.#proxy ?? this.#listener)?.port ?? 0}`;
  }

  /** What stands between the target and this peer, and can make it hard to reach. What the peer asks does not go through it. */
  get proxy(): TcpProxy {
    if (!this.#proxy) throw new Error('This peer is reached without a proxy: start it with { behindProxy: true }');
    return this.#proxy;
  }

  /** Server name of the target. */
  override get targetName(): string {
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

  /** How often somebody connected, also where nothing was asked then. */
  get visits(): number {
    return this.#listener?.visits ?? 0;
  }

  /** Answers such requests in another way; the last call for a method and path wins. `path` has parameters as `:eventId`. */
  answer(method: Method, path: string, override: Override): void {
    this.#router.override(method, path, override);
  }

  /** Makes a signed request of the target, and examines the events in its answer. */
  override async request(method: string, target: string, options: PeerRequest = {}): Promise<WireResponse> {
    const response = await sendSigned(this, this.#wire, { method, target }, options);
    await this.#examiner.answer(response);
    return response;
  }

  /** Speaks to another homeserver as this peer: with its name, its key and its copies of rooms. */
  towards(neighbour: Neighbour): Participant {
    return new PeerTowards(this, neighbour, () => this.#wire);
  }

  /**
   * The first request of the target that matches, also one that came before.
   *
   * @param limitMs before the timeout factor
   * @throws UnexpectedAnswer with what came instead
   */
  waitForRequest(matches: (incoming: IncomingRequest) => boolean, limitMs = arrivalLimitMs): Promise<IncomingRequest> {
    return this.#requests.waitFor(matches, this.#wait('a request', matches, describeRequest, limitMs));
  }

  /** The first event that the target sent of a room and that matches, also one that came before. @throws UnexpectedAnswer */
  waitForEvent(
    room: RoomOrId,
    matches: (pdu: Pdu, eventId: string) => boolean,
    limitMs = arrivalLimitMs,
  ): Promise<ReceivedEvent> {
    const roomId = roomIdIn(room);
    const wait = this.#wait(`an event of ${roomId}`, matches, describeEvent, limitMs);
    return this.inbox.events.waitFor((event) => event.roomId === roomId && matches(event.pdu, event.eventId), wait);
  }

  /** The first invite by the target that matches, also one that came before. @throws UnexpectedAnswer */
  waitForInvite(matches: (invite: ReceivedInvite) => boolean, limitMs = arrivalLimitMs): Promise<ReceivedInvite> {
    return this.inbox.invites.waitFor(matches, this.#wait('an invite', matches, describeEvent, limitMs));
  }

  /** The first EDU of the target that matches, also one that came before. @throws UnexpectedAnswer */
  waitForEdu(matches: (edu: JsonObject) => boolean, limitMs = arrivalLimitMs): Promise<JsonObject> {
    return this.inbox.edus.waitFor(matches, this.#wait('an EDU', matches, describeEdu, limitMs));
  }

  /**
   * Ends the peer's part in its check. It keeps its port, so that no server name means two servers in a run, answers politely
   * and logs nothing.
   */
  retire(): void {
    this.#wire = null;
    this.replicas.clear();
    this.#proxy?.restore();
    this.#listener?.endIdleConnections();
  }

  /** Gives the port back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.retire();
    await this.#proxy?.[Symbol.asyncDispose]();
    await this.#listener?.[Symbol.asyncDispose]();
  }

  /** Of what is waited for now. */
  get #timeoutFactor(): number {
    const { timeoutFactor = 1, wire } = this.#options;
    return timeoutFactor * wire.patience;
  }

  #wait<T>(what: string, matches: unknown, describe: (item: T) => string, limitMs: number) {
    return {
      what: `${what} such that ${String(matches)}`,
      describe,
      limitMs: limitMs * this.#timeoutFactor,
    };
  }
}

function describeRequest({ method, path }: IncomingRequest): string {
  return `${method} ${path}`;
}

function describeEvent({ eventId, pdu, roomId }: ReceivedEvent): string {
  return `${eventId} ${pdu.type} of ${pdu.sender} in ${roomId}`;
}

function describeEdu(edu: JsonObject): string {
  return stringProperty(edu, 'edu_type') ?? 'an EDU without a type';
}
