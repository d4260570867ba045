import { isJsonObject } from '../../protocol/json.ts';
import { param, type Route, user } from '../http/route.ts';
import { sendToDevice } from '../users/to-device.ts';
import { once } from './transactions.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#send-to-device-messaging */
export const toDeviceRoutes: readonly Route[] = [
  user('PUT', '/_matrix/client/v3/sendToDevice/:eventType/:txnId', (request, homeserver) =>
    once(request, homeserver, () => {
      const { json, userId } = request;
      const messages = isJsonObject(json['messages']) ? json['messages'] : {};
      sendToDevice(homeserver, userId, param(request, 'eventType'), messages);
      return {};
    }),
  ),
];
