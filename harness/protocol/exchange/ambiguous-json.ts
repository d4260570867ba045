import type { JsonObject } from '../json.ts';
import { readStateMapKey } from '../state-map-key.ts';
import type { AmbiguousEntry } from '../state-resolution/other-readings.ts';

/** An entry of a resolved state on which readings differ, as answers have it. */
export function ambiguousJson({ key, allowed, why }: AmbiguousEntry): JsonObject {
  return { key: readStateMapKey(key), allowed: allowed.map((event) => event?.eventId ?? null), why };
}
