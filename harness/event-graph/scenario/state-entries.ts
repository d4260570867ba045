import { stateMapKey, type StateMapKey } from '../../protocol/state-map-key.ts';

/**
 * The entry that a scenario speaks of: `@bob` for a membership, an event type for the entry with the empty state key, and
 * `type key` for any other.
 *
 * @param userId gives the user ID of an actor
 */
export function entryKey(key: string, userId: (actor: string) => string): StateMapKey {
  if (key.startsWith('@')) return stateMapKey('m.room.member', userId(key.slice(1)));
  const [type = '', ...stateKey] = key.split(' ');
  return stateMapKey(type, stateKey.join(' '));
}
