import type { Route } from '../http/route.ts';
import { eventRoutes } from './events.ts';
import { historyRoutes } from './history.ts';
import { invitingRoutes } from './inviting.ts';
import { joiningRoutes } from './joining.ts';
import { keyRoutes } from './keys.ts';
import { knockingRoutes } from './knocking.ts';
import { leavingRoutes } from './leaving.ts';
import { openIdRoutes } from './open-id.ts';
import { publicRoomRoutes } from './public-rooms.ts';
import { queryRoutes } from './queries.ts';
import { spaceRoutes } from './spaces.ts';
import { thirdPartyInviteRoutes } from './third-party-invites.ts';
import { transactionRoutes } from './transactions.ts';
import { userDeviceRoutes } from './user-devices.ts';
import { versionRoutes } from './version.ts';

/** https://spec.matrix.org/v1.19/server-server-api/, in the order of its sections. */
export const serverServerRoutes: readonly Route[] = [
  ...versionRoutes,
  ...keyRoutes,
  ...transactionRoutes,
  ...historyRoutes,
  ...eventRoutes,
  ...joiningRoutes,
  ...knockingRoutes,
  ...invitingRoutes,
  ...thirdPartyInviteRoutes,
  ...leavingRoutes,
  ...publicRoomRoutes,
  ...spaceRoutes,
  ...queryRoutes,
  ...openIdRoutes,
  ...userDeviceRoutes,
];
