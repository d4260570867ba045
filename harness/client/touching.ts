import { isJsonObject, type JsonValue } from '../protocol/json.ts';
import type { Touch } from '../target/touches.ts';
import type { WireRequest } from '../wire/http-client.ts';
import { readBody } from '../wire/message.ts';
import { valueAt } from '../wire/read.ts';

/** A request, as the rules below look at it. */
interface Asked {
  readonly method: string;
  /** The path, below the version of the client-server API where it is one of that: `createRoom`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly json: JsonValue | undefined;
  /** Whether a server name is not that of the target. */
  readonly isElsewhere: (serverName: string) => boolean;
}

const writing = ['POST', 'PUT', 'DELETE'];
const admin = '_synapse/admin/v1/register';

/** By what a request touches: it does where one of the rules holds. Paths: https://spec.matrix.org/v1.19/client-server-api/ */
const rules: Readonly<Record<Touch, readonly ((asked: Asked) => boolean)[]>> = {
  registration: [on(['POST'], /^register$/), on(['POST'], new RegExp(`^${admin}$`))],
  deactivation: [on(['POST'], /^account\/deactivate$/)],
  passwords: [on(['POST'], /^account\/password$/)],
  profiles: [on(writing, /^profile\//)],
  settings: [on(writing, /^user\/[^/]+\/account_data\//), on(writing, /^pushrules\//), on(writing, /^pushers\/set$/)],
  sessions: [on(['POST'], /^logout(\/all)?$/), on(['POST'], /^delete_devices$/), on(['DELETE'], /^devices\//)],
  'encryption-keys': [
    on(['POST'], /^keys\/(upload|device_signing\/upload|signatures\/upload)$/),
    on(writing, /^room_keys\//),
  ],
  addresses: [on(['POST'], /^account\/3pid(\/(add|bind|delete|unbind))?$/)],
  mail: [on(['POST'], /\/requestToken$/)],
  'room-directory': [
    on(['PUT'], /^directory\/list\//),
    (asked) => creates(asked) && valueAt(asked.json, 'visibility') === 'public',
  ],
  'room-aliases': [
    on(['PUT', 'DELETE'], /^directory\/room\//),
    (asked) => creates(asked) && valueAt(asked.json, 'room_alias_name') !== undefined,
  ],
  media: [on(['POST', 'PUT'], /^_matrix\/media\/[^/]+\/(upload|create)/)],
  reports: [on(['POST'], /^(rooms\/[^/]+\/|users\/[^/]+\/)?report(\/|$)/)],
  federation: [
    on(['GET', ...writing], /^_matrix\/(federation|key)\//),
    ({ query, isElsewhere }) => ['via', 'server_name', 'server'].some((name) => query.getAll(name).some(isElsewhere)),
    ({ path, isElsewhere }) => namedServers(path).some(isElsewhere),
    (asked) => invited(asked).some((userId) => asked.isElsewhere(serverOf(userId))),
  ],
};

/**
 * Tells what a request touches if the target grants it.
 *
 * @param request as it is about to be sent
 * @param serverName the target's
 */
export function touchesOf(request: WireRequest, serverName: string): Touch[] {
  const [rawPath = '', search = ''] = request.target.split('?');
  const { body } = request;
  const asked: Asked = {
    method: request.method,
    path: rawPath.replace(/^\/_matrix\/client\/(?:v\d+|r0|unstable)\//, '').replace(/^\//, ''),
    query: new URLSearchParams(search),
    json: body && ('json' in body ? body.json : readBody(Buffer.from(body.bytes)).json),
    isElsewhere: (name) => name !== '' && name !== serverName,
  };
  return (Object.keys(rules) as Touch[]).filter((touch) => rules[touch].some((holds) => holds(asked)));
}

function on(methods: readonly string[], paths: RegExp): (asked: Asked) => boolean {
  return ({ method, path }) => methods.includes(method) && paths.test(path);
}

function creates({ method, path }: Asked): boolean {
  return method === 'POST' && path === 'createRoom';
}

/** The servers that a path has the target ask: of a profile, an alias, a file. */
function namedServers(path: string): string[] {
  const id = /^(?:profile|presence|join|knock|directory\/room)\/([^/]+)/.exec(path)?.[1];
  const file = /^(?:_matrix\/)?media\/(?:[^/]+\/)?(?:download|thumbnail)\/([^/]+)/.exec(path)?.[1];
  return [...(id === undefined ? [] : [serverOf(decoded(id))]), ...(file === undefined ? [] : [decoded(file)])];
}

/** The users whom a request invites: their homeservers are told. */
function invited(asked: Asked): string[] {
  const { path, json } = asked;
  const named = creates(asked)
    ? valueAt(json, 'invite')
    : /^rooms\/[^/]+\/invite$/.test(path) && [valueAt(json, 'user_id')];
  const asks = /^keys\/(?:query|claim)$/.test(path) && (valueAt(json, 'device_keys') ?? valueAt(json, 'one_time_keys'));
  return [...(Array.isArray(named) ? named : []), ...(isJsonObject(asks) ? Object.keys(asks) : [])].filter(
    (userId) => typeof userId === 'string',
  );
}

/** The part after the first colon of a user ID or alias; empty where it is neither. */
function serverOf(id: string): string {
  return /^[@#][^:]*:(.*)$/s.exec(id)?.[1] ?? '';
}

/** A check may send what is not percent-encoded at all. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
