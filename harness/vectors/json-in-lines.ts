import type { JsonObject, JsonValue } from '../protocol/json.ts';

/** JSON with a line for each event and each entry of a list, so that a change shows what it is about. */
export function jsonInLines(value: JsonValue, indent = ''): string {
  if (isOnOneLine(value)) return JSON.stringify(value);
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((entry) => `${inner}${jsonInLines(entry, inner)}`)
    : Object.entries(value as JsonObject).map(
        ([key, entry]) => `${inner}${JSON.stringify(key)}: ${jsonInLines(entry, inner)}`,
      );
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

/** Texts, lists of texts, and objects such as events. */
function isOnOneLine(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every((entry) => typeof entry === 'string');
  return Object.hasOwn(value, 'type') || (Object.hasOwn(value, 'rule') && Object.hasOwn(value, 'event'));
}
