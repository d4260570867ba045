import { directoryRoutes } from './directory.ts';
import { eventRoutes } from './events.ts';
import { invitingRoutes } from './inviting.ts';
import { joiningRoutes } from './joining.ts';
import { keyRoutes } from './keys.ts';
import type { Route } from './route.ts';
import { serverRoutes } from './server.ts';
import { transactionRoutes } from './transactions.ts';
import { userRoutes } from './users.ts';

/** Every request that one homeserver can make of another. https://spec.matrix.org/v1.19/server-server-api/ */
export const allRoutes: readonly Route[] = [
  ...keyRoutes,
  ...serverRoutes,
  ...transactionRoutes,
  ...joiningRoutes,
  ...invitingRoutes,
  ...eventRoutes,
  ...userRoutes,
  ...directoryRoutes,
];
