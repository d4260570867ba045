import { isJsonObject, type JsonObject } from './json.ts';
import type { PduDraft } from './pdu.ts';
import type { KeptKey } from './redaction-rules.ts';
import { type RoomVersion, roomVersions } from './room-versions.ts';

/**
 * The redacted form of an event: what signatures and event IDs cover, and what is left when the event is redacted.
 *
 * `unsigned` is not kept; what a server adds there (`redacted_because`) is not part of the algorithm.
 *
 * @param pdu any event, also a malformed one: a key that is absent stays absent
 * @returns a new event that shares its values with `pdu`
 * Source: https://spec.matrix.org/v1.19/client-server-api/#redactions and "Redactions" of the room version
 */
export function redactEvent<Event extends PduDraft>(pdu: Event, roomVersion: RoomVersion): Event {
  const rules = roomVersions[roomVersion].redaction;
  const kept = pick(pdu, rules.event);
  if (Object.hasOwn(kept, 'content')) {
    const keptContent = Object.hasOwn(rules.content, pdu.type) ? (rules.content[pdu.type] ?? []) : [];
    kept['content'] = keptContent === 'everything' ? pdu.content : pickContent(pdu.content, keptContent);
  }
  return kept as Event;
}

function pickContent(content: unknown, keys: readonly KeptKey[]): JsonObject {
  if (!isJsonObject(content)) return {};
  const kept = pick(
    content,
    keys.filter((key) => typeof key === 'string'),
  );
  for (const key of keys) {
    if (typeof key === 'string') continue;
    const [outer, inner] = key;
    const value = Object.hasOwn(content, outer) ? content[outer] : undefined;
    // Empty without the inner key: /rooms/v11/ says that the outer key stays, "but will only contain" the inner one.
    if (isJsonObject(value)) kept[outer] = pick(value, [inner]);
  }
  return kept;
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  // Own keys only: an event may lack a key that every object inherits, and may have one such as __proto__.
  return Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key)));
}
