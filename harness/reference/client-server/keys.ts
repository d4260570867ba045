import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { invalidParameter } from '../http/matrix-error.ts';
import { Answer, type Route, user, type UserRequest } from '../http/route.ts';
import type { Homeserver } from '../homeserver.ts';
import { positionOfToken } from '../sync/token.ts';
import { crossSigningKinds, keepCrossSigningKeys, replacesKeys } from '../users/cross-signing.ts';
import { askForKeys, claimKeysOfOwn, deviceKeysOf, keepKeys, oneTimeKeyCounts } from '../users/device-keys.ts';
import { deviceListChanged, deviceListsSince } from '../users/devices.ts';
import { authenticateInteractively } from '../users/interactive-authentication.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#end-to-end-encryption */
export const keyRoutes: readonly Route[] = [
  user('POST', '/_matrix/client/v3/keys/upload', upload),
  user('POST', '/_matrix/client/v3/keys/query', query),
  user('POST', '/_matrix/client/v3/keys/claim', async ({ json }, homeserver) => {
    const asked = objectIn(json, 'one_time_keys');
    const { answers, failures } = await askForKeys(homeserver, 'claim', 'one_time_keys', asked);
    const elsewhere = merged(answers, 'one_time_keys');
    return { one_time_keys: { ...elsewhere, ...claimKeysOfOwn(homeserver, asked) }, failures };
  }),
  user('GET', '/_matrix/client/v3/keys/changes', ({ userId, query: parameters }, homeserver) =>
    deviceListsSince(homeserver, userId, positionOfToken(parameters.get('from') ?? '')),
  ),
  user('POST', '/_matrix/client/v3/keys/device_signing/upload', (request, homeserver) => {
    const { account } = request.session;
    if (replacesKeys(account, request.json)) {
      const authenticated = authenticateInteractively(homeserver, request, { stages: ['m.login.password'], account });
      if (authenticated instanceof Answer) return authenticated;
    }
    keepCrossSigningKeys(account, request.json);
    deviceListChanged(homeserver, account);
    return {};
  }),
];

function upload({ session, userId, json }: UserRequest, homeserver: Homeserver): JsonObject {
  const keys = json['device_keys'];
  const isOwn = stringProperty(keys, 'user_id') === userId && stringProperty(keys, 'device_id') === session.deviceId;
  if (keys !== undefined && !isOwn) throw invalidParameter('The keys are of another device');
  keepKeys(session, json);
  if (keys !== undefined) deviceListChanged(homeserver, session.account, { session });
  return { one_time_key_counts: oneTimeKeyCounts(session.keys) };
}

async function query({ json, userId }: UserRequest, homeserver: Homeserver): Promise<JsonObject> {
  const asked = objectIn(json, 'device_keys');
  const { answers, failures } = await askForKeys(homeserver, 'query', 'device_keys', asked);
  const deviceKeys = merged(answers, 'device_keys');
  const crossSigning: JsonObject = {};
  for (const kind of crossSigningKinds) {
    const ofKind = merged(answers, `${kind}s`);
    for (const each of Object.keys(asked)) {
      const key = homeserver.accounts.get(each)?.crossSigningKeys.get(kind);
      // Whom a user has verified is nobody else's business.
      if (key && (kind !== 'user_signing_key' || each === userId)) ofKind[each] = key;
    }
    crossSigning[`${kind}s`] = ofKind;
  }
  for (const [each, deviceIds] of Object.entries(asked)) {
    const account = homeserver.accounts.get(each);
    if (account) deviceKeys[each] = deviceKeysOf(account, Array.isArray(deviceIds) ? deviceIds : []);
  }
  return { device_keys: deviceKeys, ...crossSigning, failures };
}

function objectIn(json: JsonObject, property: string): JsonObject {
  return isJsonObject(json[property]) ? json[property] : {};
}

/** What stands under one property of several answers. */
function merged(answers: readonly JsonObject[], property: string): JsonObject {
  return Object.assign({}, ...answers.map((answer) => objectIn(answer, property))) as JsonObject;
}
