import { createHash } from 'node:crypto';
import type { RoomVersionRules } from '../../protocol/room-versions.ts';
import type { ScenarioEvent } from './scenario.ts';

/** Whether the ID of an event is what its scenario wants it to be. @param idOf gives the ID of an event by its name */
export function isFittingId(
  eventId: string,
  { sortsBefore, sortsAfter, idLike }: ScenarioEvent,
  idOf: (name: string) => string,
  { stateResolution }: RoomVersionRules,
): boolean {
  return (
    (sortsBefore === undefined || comesFirst(eventId, idOf(sortsBefore), stateResolution)) &&
    (sortsAfter === undefined || comesFirst(idOf(sortsAfter), eventId, stateResolution)) &&
    (idLike?.test(eventId) ?? true)
  );
}

/** By the bytes of the IDs; in room version 1, where the greater SHA-1 comes first, by those. */
function comesFirst(first: string, second: string, algorithm: RoomVersionRules['stateResolution']): boolean {
  if (algorithm !== 'v1') return first < second;
  return createHash('sha1').update(first).digest('hex') > createHash('sha1').update(second).digest('hex');
}
