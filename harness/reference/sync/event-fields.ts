import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';

/**
 * An event with only some of its fields.
 *
 * @param fields dot-separated paths; undefined for all fields
 * Source: https://spec.matrix.org/v1.19/appendices/#dot-separated-property-paths
 */
export function withFields(event: JsonObject, fields: JsonValue | undefined): JsonObject {
  if (!Array.isArray(fields)) return event;
  return fields
    .filter((field) => typeof field === 'string')
    .reduce((kept: JsonObject, field) => copied(event, kept, pathOf(field)), {});
}

/** What stands at a dot-separated path; undefined where nothing does. */
export function valueAtPath(value: JsonObject, path: string): JsonValue | undefined {
  return pathOf(path).reduce(
    (found: JsonValue | undefined, step) =>
      isJsonObject(found) && Object.hasOwn(found, step) ? found[step] : undefined,
    value,
  );
}

/** A backslash before a dot, or before another backslash, takes it literally. */
function pathOf(field: string): string[] {
  return (field.match(/(?:\\[\\.]|[^.])+/g) ?? []).map((step) => step.replaceAll(/\\([\\.])/g, '$1'));
}

/** What was kept so far, and what stands at a path. */
function copied(from: JsonObject, kept: JsonObject, [step, ...rest]: readonly string[]): JsonObject {
  if (step === undefined || !Object.hasOwn(from, step)) return kept;
  const value = from[step];
  if (rest.length === 0) return { ...kept, [step]: value ?? null };
  if (!isJsonObject(value)) return kept;
  const before = kept[step];
  return { ...kept, [step]: copied(value, isJsonObject(before) ? before : {}, rest) };
}
