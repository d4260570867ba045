import { isJsonObject, JsonNumber, type JsonValue } from '../../protocol/json.ts';
import { hasRawNumber } from '../lossless-json.ts';

/** A value that ajv understands, and what stands in it for another. */
export interface StandIn {
  /** The value without any {@link JsonNumber}; the value itself where it has none. */
  readonly standIn: unknown;
  /** JSON pointer → the number literal that was written there. */
  readonly literals: ReadonlyMap<string, string>;
}

/**
 * Replaces each {@link JsonNumber} by a JavaScript number.
 *
 * JSON Schema takes 1.0 for an integer; canonical JSON does not, and a homeserver may refuse it. A literal with a
 * fraction, an exponent or a negative zero therefore becomes a number that no `integer` accepts, and every `number` does.
 *
 * @see https://spec.matrix.org/v1.19/appendices/#canonical-json
 */
export function standInForNumbers(value: JsonValue): StandIn {
  const literals = new Map<string, string>();
  return { standIn: hasRawNumber(value) ? replace(value, '', literals) : value, literals };
}

function replace(value: JsonValue, pointer: string, literals: Map<string, string>): unknown {
  if (value instanceof JsonNumber) {
    literals.set(pointer, value.source);
    const number = Number(value.source);
    return /^-?[1-9][0-9]*$/u.test(value.source) ? number : Math.floor(number) + 0.5;
  }
  const before = literals.size;
  if (Array.isArray(value)) {
    const items = value.map((item, index) => replace(item, `${pointer}/${index}`, literals));
    return literals.size === before ? value : items;
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, part]): [string, unknown] => [
    key,
    replace(part, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, literals),
  ]);
  return literals.size === before ? value : Object.fromEntries(entries);
}
