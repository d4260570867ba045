import type { JsonValue } from '../protocol/json.ts';
import { isJsonObject } from '../protocol/json.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import { writeJson } from '../wire/lossless-json.ts';
import type { HttpClient, WireResponse } from '../wire/http-client.ts';
import type { ReceivedRequest } from '../wire/https-listener.ts';
import type { Wire } from '../wire/wire.ts';
import { emittedEvents } from './emitted-events.ts';
import { authorizationByCited } from './examine-authorization.ts';
import { type Emission, examineCountersignature, examineEvent } from './examine-event.ts';
import { type Authentication, authenticate } from './examine-request.ts';
import { Findings } from './findings.ts';
import type { ReceivedEvent } from './inbox.ts';
import type { RoomGraph } from '../event-graph/room-graph.ts';
import type { Replicas } from './replicas.ts';
import { type FoundKey, TargetKeys } from './target-keys.ts';

/** Whose mail is examined. */
export interface Examined {
  readonly serverName: string;
  readonly targetName: string;
  readonly party: string;
  readonly client: HttpClient;
  readonly replicas: Replicas;
}

/** Examines everything that the target sends to a peer, requests and answers, whichever check is running. */
export class Examiner {
  readonly findings = new Findings();
  readonly #peer: Examined;
  readonly #wire: () => Wire | null;
  /** By everything that the outcome depends on. */
  readonly #examined = new Map<string, Promise<boolean>>();
  /** IDs of the events that were held against what they cite. */
  readonly #authorized = new Set<string>();

  constructor(peer: Examined, wire: () => Wire | null) {
    this.#peer = peer;
    this.#wire = wire;
  }

  /** Examines the authentication of a request. */
  request(request: ReceivedRequest): Promise<Authentication> {
    const { serverName: recipient, targetName: serverName } = this.#peer;
    const emitter = { recipient, serverName, findKey: (keyId: string) => this.#findKey(keyId, 'request') };
    return authenticate(request, emitter, this.findings);
  }

  /** Examines an event, once: a room's state comes again and again. @returns whether it can be used */
  event(event: JsonValue, emission: Emission): Promise<boolean> {
    const { where: _where, ...circumstances } = emission;
    const key = writeJson([{ ...circumstances }, withoutUnsigned(event)]);
    const examined = this.#examined.get(key) ?? examineEvent(event, emission, this.#emitter(), this.findings);
    this.#examined.set(key, examined);
    return examined;
  }

  /**
   * Holds a new event of the target against the authorization rules, where the replica knows the state before it. What others
   * sent through the target is their business.
   */
  authorization({ eventId, pdu }: ReceivedEvent, room: RoomGraph, where: string): void {
    const judgement = room.judgementOf(eventId);
    if (!judgement || !pdu.sender.endsWith(`:${this.#peer.targetName}`)) return;
    const { rule, against, reason } = judgement;
    const defect = `${where}: the event "${pdu.type}" of ${pdu.sender} is rejected by its ${against}: ${reason} (rule ${rule})`;
    const isWrong = room.isRejectedBeyondDoubt(eventId);
    this.findings.note('ss.emitted.authorization', room.roomVersion, isWrong ? [defect] : []);
  }

  /** Examines the events in an answer. */
  async answer({ status, asked, json }: WireResponse): Promise<void> {
    const emitted = status === 200 ? emittedEvents(asked, json) : null;
    if (!emitted) return;
    const { events, countersigned, roomId, eventId, unlimited } = emitted;
    for (const event of events) {
      const roomVersion = this.#roomVersionOf(event, roomId, eventId);
      if (roomVersion === undefined) continue;
      // History may have been redacted; and what was asked for by its ID has to have it.
      const emission = {
        roomVersion,
        where: asked,
        mayBeRedacted: true,
        unlimited,
        ...(eventId !== undefined && { eventId }),
      };
      await this.event(event, emission);
    }
    this.#authorize(events, this.#peer.replicas.versionOf(roomId ?? ''), asked);
    for (const event of countersigned) {
      const roomVersion = this.#peer.replicas.versionOf(roomId ?? '');
      if (roomVersion)
        await examineCountersignature(event, { roomVersion, where: asked }, this.#emitter(), this.findings);
    }
  }

  /** Holds the target's events of an answer against those that they cite, each once: a room's state comes again and again. */
  #authorize(events: readonly JsonValue[], roomVersion: RoomVersion | undefined, where: string): void {
    if (roomVersion === undefined) return;
    const isOfTarget = (sender: string): boolean => sender.endsWith(`:${this.#peer.targetName}`);
    for (const { event, defect } of authorizationByCited(events, roomVersion, isOfTarget)) {
      if (this.#authorized.has(event.eventId)) continue;
      this.#authorized.add(event.eventId);
      const message = `${where}: the event "${event.type}" of ${event.sender} is not allowed by what it cites: ${defect}`;
      this.findings.note('ss.emitted.authorization', roomVersion, defect === undefined ? [] : [message]);
    }
  }

  #roomVersionOf(
    event: JsonValue,
    roomId: string | null,
    eventId: string | undefined,
  ): Emission['roomVersion'] | undefined {
    const { replicas } = this.#peer;
    if (roomId !== null) return replicas.versionOf(roomId);
    const named = isJsonObject(event) ? replicas.versionFor(event) : undefined;
    // The create event of room version 12 names no room: it makes the room's ID.
    return named ?? (eventId === undefined ? undefined : replicas.versionOf(`!${eventId.slice(1)}`));
  }

  #emitter() {
    const serverName = this.#peer.targetName;
    return { serverName, findKey: (keyId: string) => this.#findKey(keyId, 'event') };
  }

  #findKey(keyId: string, purpose: 'request' | 'event'): Promise<FoundKey> {
    const { client, targetName: serverName, party } = this.#peer;
    return new TargetKeys({ client, serverName, party, wire: this.#wire }).find(keyId, purpose);
  }
}

/** What the event's servers say about it to each other may change, and is not examined. */
function withoutUnsigned(event: JsonValue): JsonValue {
  if (!isJsonObject(event)) return event;
  const { unsigned: _unsigned, ...signed } = event;
  return signed;
}
