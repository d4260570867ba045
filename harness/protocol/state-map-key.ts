import type { StateKey } from './auth-event-selection.ts';

/** Type and state key of an entry of a room's state, as one text. */
export type StateMapKey = `${number}:${string}`;

/**
 * The text under which an entry of the state is found in a map. Two entries never share one, whatever characters they hold:
 * the length of the type stands first.
 */
export function stateMapKey(type: string, stateKey = ''): StateMapKey {
  return `${type.length}:${type}${stateKey}`;
}

/** Type and state key of a {@link stateMapKey}. */
export function readStateMapKey(key: StateMapKey): StateKey {
  const start = key.indexOf(':') + 1;
  const end = start + Number(key.slice(0, start - 1));
  return [key.slice(start, end), key.slice(end)];
}
