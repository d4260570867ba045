import type { JsonValue } from '../../protocol/json.ts';
import { invalidParameter, MatrixError, missingParameter, notFound } from '../http/matrix-error.ts';
import { anybody, param, type Request, type Route, user } from '../http/route.ts';
import type { Homeserver } from '../homeserver.ts';
import { profileOf, setProfileField } from '../users/profiles.ts';
import { demandOwn } from './own.ts';

const field = '/_matrix/client/v3/profile/:userId/:keyName';

/** https://spec.matrix.org/v1.19/client-server-api/#profiles */
export const profileRoutes: readonly Route[] = [
  anybody('GET', '/_matrix/client/v3/profile/:userId', (request, homeserver) =>
    profileOf(homeserver, param(request, 'userId')),
  ),
  anybody('GET', field, async (request, homeserver) => {
    const key = keyOf(request, homeserver);
    const { [key]: value } = await profileOf(homeserver, param(request, 'userId'), key);
    if (value === undefined) throw notFound(`The profile has no ${key}`);
    return { [key]: value };
  }),
  user('PUT', field, (request, homeserver) => {
    demandOwn(request);
    const key = keyOf(request, homeserver);
    const value: JsonValue | undefined = request.json[key];
    if (value === undefined) throw missingParameter(`The body has no ${key}`);
    setProfileField(homeserver, request.session.account, key, value);
    return {};
  }),
  user('DELETE', field, (request, homeserver) => {
    demandOwn(request);
    setProfileField(homeserver, request.session.account, keyOf(request, homeserver), undefined);
    return {};
  }),
];

/** The name of a field. @throws MatrixError if there can be no such field */
function keyOf(request: Request, { rules }: Homeserver): string {
  const key = param(request, 'keyName');
  if (Buffer.byteLength(key) > rules.longestProfileKey) {
    throw new MatrixError(400, 'M_KEY_TOO_LARGE', `The name is longer than ${rules.longestProfileKey} bytes`);
  }
  // https://spec.matrix.org/v1.19/appendices/#common-namespaced-identifier-grammar
  const isField = /^(displayname|avatar_url|[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+)$/.test(key);
  if (!isField) throw invalidParameter(`${key} cannot be the name of a field`);
  return key;
}
