import { isJsonObject, type JsonValue } from '../../protocol/json.ts';
import type { SchemaViolation } from './examine.ts';
import { brokenRules } from './registry.ts';
import { hasSchema } from './schema-files.ts';

/** PDU formats, named after the first room version that has them. */
export type PduFormat = 'v1' | 'v3' | 'v4' | 'v6' | 'v11' | 'v12';

/** Whether `schemas/events` describes the content of this event type. */
export function hasContentSchema(type: string): boolean {
  return /^m\.room\.[a-z_]+$/u.test(type) && hasSchema(`events/${type}.json`);
}

/**
 * Holds the content of an event against its type. Only for events that the server composes itself, as those of
 * `createRoom`: what a user put into an event is relayed, whatever it is.
 *
 * @param type event type for which {@link hasContentSchema} is true
 * @throws Error where `schemas/events` does not describe the type
 * @see https://spec.matrix.org/v1.19/client-server-api/#room-events
 */
export function examineEventContent(type: string, content: JsonValue): SchemaViolation[] {
  if (!hasContentSchema(type)) throw new Error(`There is no schemas/events/${type}.json: ask hasContentSchema before.`);
  return examine(`events/${type}.json#/$defs/content`, content);
}

/**
 * Holds a PDU against the event format of its room version.
 *
 * @param format event format of the room version
 * @see https://spec.matrix.org/v1.19/rooms/
 */
export function examinePdu(format: PduFormat, pdu: JsonValue): SchemaViolation[] {
  return examine(`events/pdu-${format}.json`, pdu);
}

/**
 * Holds an EDU against its type; of a type that we do not know, only the envelope.
 *
 * @see https://spec.matrix.org/v1.19/server-server-api/#edus
 */
export function examineEdu(edu: JsonValue): SchemaViolation[] {
  const type = isJsonObject(edu) ? edu['edu_type'] : undefined;
  const known = typeof type === 'string' && /^m\.[a-z_]+$/u.test(type) && hasSchema(`edus/${type}.json`);
  return examine(known ? `edus/${type}.json` : 'edus/edu.json', edu);
}

function examine(schema: string, value: JsonValue): SchemaViolation[] {
  return brokenRules(schema, value).map((rule) => ({ operation: schema, where: 'event', ...rule, schema }));
}
