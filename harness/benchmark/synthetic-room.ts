import { createHash } from 'node:crypto';
import { authEventKeys } from '../protocol/auth-event-selection.ts';
import { EventGraphEvaluation } from '../protocol/evaluation/event-graph-evaluation.ts';
import type { JsonObject } from '../protocol/json.ts';
import { type Oracle, oracleOf } from '../protocol/oracle.ts';
import { RoomEvent } from '../protocol/room-event.ts';
import { type RoomVersion } from '../protocol/room-versions.ts';
import { stateMapKey } from '../protocol/state-map-key.ts';

/** An event without what follows from its place. */
export interface SyntheticEvent {
  readonly type: string;
  readonly sender: string;
  readonly stateKey?: string;
  readonly content: JsonObject;
}

/** A room of unsigned events with made-up IDs, to be evaluated over and over. */
export class SyntheticRoom {
  readonly oracle: Oracle;
  readonly graph: EventGraphEvaluation;
  readonly creator = '@creator:a';
  /** All events, in the order in which they were added. */
  readonly events: RoomEvent[] = [];
  #last: readonly string[] = [];

  /** A public room with its creator, in which everybody may do everything but change levels. */
  constructor(roomVersion: RoomVersion) {
    this.oracle = oracleOf(roomVersion);
    this.graph = new EventGraphEvaluation(this.oracle);
    const { creator } = this;
    this.add({ type: 'm.room.create', sender: creator, stateKey: '', content: { creator } });
    this.join(creator);
    const users = this.oracle.rules.creatorPower === 'infinite' ? {} : { [creator]: 100 };
    this.add({ type: 'm.room.power_levels', sender: creator, stateKey: '', content: { users, state_default: 0 } });
    this.add({ type: 'm.room.join_rules', sender: creator, stateKey: '', content: { join_rule: 'public' } });
  }

  join(user: string, parents?: readonly string[], displayname = ''): RoomEvent {
    const content = { membership: 'join', displayname };
    return this.add({ type: 'm.room.member', sender: user, stateKey: user, content }, parents);
  }

  /** Adds an event after some others; by default after the last. @throws Error if it is rejected */
  add(spec: SyntheticEvent, parents: readonly string[] = this.#last): RoomEvent {
    const event = this.#build(spec, parents);
    const { verdict, reason } = this.graph.add(event);
    if (verdict === 'rejected') throw new Error(`A benchmark must not measure rejected events: ${reason}`);
    this.events.push(event);
    this.#last = [event.eventId];
    return event;
  }

  #build({ type, sender, stateKey, content }: SyntheticEvent, parents: readonly string[]): RoomEvent {
    const { rules } = this.oracle;
    const [create] = this.events;
    const state = this.graph.stateAfterAll(parents);
    const number = this.events.length;
    const eventId = `$${createHash('sha256').update(String(number)).digest('base64url')}`;
    const isV12Create = rules.roomIdFormat === 'create-hash' && !create;
    const cited = authEventKeys({ type, sender, stateKey, content }, rules)
      .map((key) => state.get(stateMapKey(...key))?.eventId)
      .filter((id) => id !== undefined);
    const pdu = {
      event_id: eventId,
      type,
      sender,
      ...(stateKey !== undefined && { state_key: stateKey }),
      ...(!isV12Create && { room_id: create && rules.roomIdFormat === 'create-hash' ? create.roomId : '!room:a' }),
      origin_server_ts: number,
      depth: number,
      prev_events: [...parents],
      auth_events: cited,
      content,
    };
    return new RoomEvent(pdu, eventId, rules);
  }
}
