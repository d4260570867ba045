/**
 * The event IDs in `prev_events` or `auth_events`, as far as there are any.
 *
 * Homeservers send references of room versions 1 and 2 with their hashes missing, and go on; what is wrong with the form of
 * an event is for those to tell who examine it, and no reason not to hold it.
 *
 * @param references the value of the key, in the form of any room version
 */
export function citedIds(references: unknown): string[] {
  const entries: readonly unknown[] = Array.isArray(references) ? references : [];
  return entries
    .map((entry) => (Array.isArray(entry) ? (entry as readonly unknown[])[0] : entry))
    .filter((eventId) => typeof eventId === 'string');
}
