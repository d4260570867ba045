import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import type { ShownEvent } from './room.ts';

/** How an event relates to another one. https://spec.matrix.org/v1.19/client-server-api/#forming-relationships-between-events */
export interface Relation {
  readonly type: string;
  /** The event that it relates to, its parent. */
  readonly eventId: string;
}

/** The relationship that an event declares; undefined where it declares none. */
export function relationOf({ content }: { readonly content: JsonObject }): Relation | undefined {
  const relatesTo = content['m.relates_to'];
  const type = stringProperty(relatesTo, 'rel_type');
  const eventId = stringProperty(relatesTo, 'event_id');
  return type === undefined || eventId === undefined ? undefined : { type, eventId };
}

/** Whether one event is a valid replacement of another: https://spec.matrix.org/v1.19/client-server-api/#validity-of-replacement-events */
export function isValidReplacement(replacement: RoomEvent, event: RoomEvent): boolean {
  return (
    replacement.sender === event.sender &&
    replacement.type === event.type &&
    replacement.stateKey === undefined &&
    event.stateKey === undefined &&
    relationOf(event)?.type !== 'm.replace' &&
    (isJsonObject(replacement.content['m.new_content']) || replacement.type === 'm.room.encrypted')
  );
}

/** The events of a room by the event that they relate to. */
export class RelationIndex {
  readonly #children = new Map<string, ShownEvent[]>();

  /** Notes an event of the timeline. */
  note(shown: ShownEvent): void {
    const parent = relationOf(shown.event)?.eventId;
    if (parent === undefined) return;
    const children = this.#children.get(parent) ?? [];
    this.#children.set(parent, children);
    if (shown.position < 0) children.unshift(shown);
    else children.push(shown);
  }

  /** The events that relate to another one, oldest first, redacted ones included. */
  childrenOf(eventId: string): readonly ShownEvent[] {
    return this.#children.get(eventId) ?? [];
  }

  /** The IDs of the events that others relate to. */
  get parents(): string[] {
    return [...this.#children.keys()];
  }
}
