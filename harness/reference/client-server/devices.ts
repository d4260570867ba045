import type { JsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { notFound } from '../http/matrix-error.ts';
import { Answer, param, type Route, user, type UserRequest } from '../http/route.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Session } from '../users/account.ts';
import { deleteDevice } from '../users/devices.ts';
import { authenticateInteractively } from '../users/interactive-authentication.ts';

const device = '/_matrix/client/v3/devices/:deviceId';

/** https://spec.matrix.org/v1.19/client-server-api/#device-management */
export const deviceRoutes: readonly Route[] = [
  user('GET', '/_matrix/client/v3/devices', ({ session: { account } }) => ({
    devices: [...account.sessions.values()].map(described),
  })),
  user('GET', device, (request) => described(named(request))),
  user('PUT', device, (request) => {
    const session = named(request);
    session.displayName = stringProperty(request.json, 'display_name') ?? session.displayName;
    return {};
  }),
  user('DELETE', device, (request, homeserver) => deleteDevices(request, homeserver, [param(request, 'deviceId')])),
  user('POST', '/_matrix/client/v3/delete_devices', (request, homeserver) => {
    const { devices } = request.json;
    const deviceIds = Array.isArray(devices) ? devices.filter((each) => typeof each === 'string') : [];
    return deleteDevices(request, homeserver, deviceIds);
  }),
];

function described({ deviceId, displayName, lastSeenMs }: Session): JsonObject {
  return {
    device_id: deviceId,
    last_seen_ip: '127.0.0.1',
    last_seen_ts: lastSeenMs,
    ...(displayName !== undefined && { display_name: displayName }),
  };
}

/** The device in the path of a request. @throws MatrixError if the user has no such device */
function named(request: UserRequest): Session {
  const session = request.session.account.sessions.get(param(request, 'deviceId'));
  if (!session) throw notFound('There is no such device');
  return session;
}

function deleteDevices(
  request: UserRequest,
  homeserver: Homeserver,
  deviceIds: readonly string[],
): JsonObject | Answer {
  const { account } = request.session;
  const authenticated = authenticateInteractively(homeserver, request, { stages: ['m.login.password'], account });
  if (authenticated instanceof Answer) return authenticated;
  for (const deviceId of deviceIds) deleteDevice(homeserver, account, deviceId);
  return {};
}
