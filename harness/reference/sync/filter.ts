import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { parseLossless } from '../../wire/lossless-json.ts';
import { badJson, invalidParameter, notFound } from '../http/matrix-error.ts';
import type { Rules } from '../rules.ts';
import type { Account } from '../users/account.ts';

/** What a filter looks at. */
export interface Filtered {
  readonly type: string;
  /** Undefined for what nobody sent, such as account data. */
  readonly sender?: string;
  readonly content: JsonObject;
  /** Undefined for what belongs to no room. */
  readonly roomId?: string;
}

/**
 * The filter of a sync: an ID, or the filter itself as JSON.
 *
 * @param parameter of the query; nothing is filtered where it is left out
 * @throws MatrixError if it is neither
 * Source: https://spec.matrix.org/v1.19/client-server-api/#filtering
 */
export function syncFilter({ filters }: Account, parameter: string | null): JsonObject {
  if (parameter === null) return {};
  if (parameter.startsWith('{')) return parseFilter(parameter);
  const known = filters.get(parameter);
  if (!known) throw notFound(`There is no filter ${parameter}`);
  return known;
}

/** A filter as JSON. @throws MatrixError if it is none */
export function parseFilter(text: string | null): JsonObject {
  if (text === null) return {};
  let filter: JsonValue;
  try {
    filter = parseLossless(text).value;
  } catch {
    throw invalidParameter('The filter is not JSON');
  }
  if (!isJsonObject(filter)) throw badJson('The filter has to be a JSON object');
  return filter;
}

/** The part of a filter under a key; one that lets everything pass where there is none. */
export function part(filter: JsonObject, ...keys: readonly string[]): JsonObject {
  return keys.reduce((found, key) => (isJsonObject(found[key]) ? found[key] : {}), filter);
}

/**
 * Whether a filter lets an event pass.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3useruseridfilter
 */
export function passes(rules: Rules, filter: JsonObject, { type, sender, content, roomId }: Filtered): boolean {
  if (!rules.passesLists(type, texts(filter['types']), texts(filter['not_types']), matchesGlob)) return false;
  if (sender !== undefined && !rules.passesLists(sender, texts(filter['senders']), texts(filter['not_senders']), is)) {
    return false;
  }
  if (roomId !== undefined && !passesRoom(rules, filter, roomId)) return false;
  const containsUrl = filter['contains_url'];
  return typeof containsUrl !== 'boolean' || containsUrl === (typeof content['url'] === 'string');
}

/** Whether a filter lets a room pass. */
export function passesRoom(rules: Rules, filter: JsonObject, roomId: string): boolean {
  return rules.passesLists(roomId, texts(filter['rooms']), texts(filter['not_rooms']), is);
}

/** How many events a filter, or a parameter of a query, wants. */
export function limitOf(rules: Rules, limit: JsonValue | undefined, usual = rules.usualLimit): number {
  const wanted = typeof limit === 'string' && /^\d+$/.test(limit) ? Number(limit) : limit;
  return typeof wanted === 'number' && wanted >= 0 ? Math.min(Math.floor(wanted), rules.largestLimit) : usual;
}

function is(value: string, entry: string): boolean {
  return value === entry;
}

/** `*` in a type of a filter stands for any characters. */
function matchesGlob(type: string, glob: string): boolean {
  if (!glob.includes('*')) return type === glob;
  const [start = '', ...rest] = glob.split('*');
  const end = rest.pop() ?? '';
  if (!type.startsWith(start) || !type.endsWith(end) || type.length < start.length + end.length) return false;
  let middle = type.slice(start.length, type.length - end.length);
  for (const piece of rest) {
    const found = middle.indexOf(piece);
    if (found === -1) return false;
    middle = middle.slice(found + piece.length);
  }
  return true;
}

function texts(list: JsonValue | undefined): string[] | undefined {
  return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : undefined;
}
