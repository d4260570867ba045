import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import type { Room } from './room.ts';
import { stripped } from './stripped-state.ts';

/** An `order` is longer than this, or has other characters, is passed over: https://spec.matrix.org/v1.19/client-server-api/#ordering-of-children-within-a-space */
const validOrder = /^[\u0020-\u007E]{1,50}$/;

/**
 * The valid `m.space.child` events of a space, in their order, as stripped state with `origin_server_ts`.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#mspacechild
 */
export function spaceChildren(room: Room): JsonObject[] {
  if (stringProperty(room.stateEvent('m.room.create')?.content, 'type') !== 'm.space') return [];
  return [...room.currentState.events()]
    .filter(({ type }) => type === 'm.space.child')
    .map(({ eventId }) => room.shownEvent(eventId))
    .filter(({ content }) => Array.isArray(content['via']) && content['via'].length > 0)
    .map((event) => ({ ...stripped(event), origin_server_ts: Number(event.originServerTs) }))
    .toSorted(inOrder);
}

/** The servers by which a child may be found. */
export function viaOfChild({ content }: JsonObject): string[] {
  const via: JsonValue | undefined = isJsonObject(content) ? content['via'] : undefined;
  return Array.isArray(via) ? via.filter((one) => typeof one === 'string') : [];
}

/** By `order` where there is one, those before the others; then by age, then by room ID. */
function inOrder(a: JsonObject, b: JsonObject): number {
  const [orderA, orderB] = [orderOf(a), orderOf(b)];
  if (orderA !== orderB) {
    if (orderA === undefined) return 1;
    if (orderB === undefined) return -1;
    return orderA < orderB ? -1 : 1;
  }
  const byAge = Number(a['origin_server_ts']) - Number(b['origin_server_ts']);
  return byAge !== 0 ? byAge : roomIdOf(a) < roomIdOf(b) ? -1 : 1;
}

function roomIdOf(child: JsonObject): string {
  return stringProperty(child, 'state_key') ?? '';
}

function orderOf({ content }: JsonObject): string | undefined {
  const order = stringProperty(content, 'order');
  return order !== undefined && validOrder.test(order) ? order : undefined;
}
