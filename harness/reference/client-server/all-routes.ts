import type { Route } from '../http/route.ts';
import { discoveryRoutes } from './discovery.ts';
import { registrationRoutes } from './registration.ts';
import { loginRoutes } from './login.ts';
import { logoutRoutes } from './logout.ts';
import { accountRoutes } from './account.ts';
import { whoamiRoutes } from './whoami.ts';
import { capabilityRoutes } from './capabilities.ts';
import { fallbackRoutes } from './fallback.ts';
import { filterRoutes } from './filters.ts';
import { profileRoutes } from './profiles.ts';
import { userDirectoryRoutes } from './user-directory.ts';
import { presenceRoutes } from './presence.ts';
import { toDeviceRoutes } from './to-device.ts';
import { deviceRoutes } from './devices.ts';
import { keyRoutes } from './keys.ts';
import { pushRuleRoutes } from './push-rules.ts';
import { accountDataRoutes } from './account-data.ts';
import { openIdRoutes } from './open-id.ts';
import { notOfferedRoutes } from './not-offered.ts';
import { versionsRoutes } from './versions.ts';
import { createRoomRoutes } from './create-room.ts';
import { upgradeRoutes } from './upgrade.ts';
import { stateRoutes } from './state.ts';
import { sendRoutes } from './send.ts';
import { redactRoutes } from './redact.ts';
import { eventRoutes } from './events.ts';
import { aliasRoutes } from './aliases.ts';
import { directoryRoutes } from './directory.ts';
import { membershipRoutes } from './membership.ts';
import { roomSummaryRoutes } from './room-summary.ts';
import { hierarchyRoutes } from './hierarchy.ts';
import { reportRoutes } from './reports.ts';
import { syncRoutes } from './sync.ts';
import { messagesRoutes } from './messages.ts';
import { contextRoutes } from './context.ts';
import { timestampRoutes } from './timestamp-to-event.ts';
import { membersRoutes } from './members.ts';
import { relationsRoutes } from './relations.ts';
import { threadsRoutes } from './threads.ts';
import { receiptRoutes } from './receipts.ts';
import { typingRoutes } from './typing.ts';
import { searchRoutes } from './search.ts';

/** https://spec.matrix.org/v1.19/client-server-api/, in the order of its sections. */
export const clientServerRoutes: readonly Route[] = [
  ...versionsRoutes,
  ...discoveryRoutes,
  ...fallbackRoutes,
  ...registrationRoutes,
  ...loginRoutes,
  ...logoutRoutes,
  ...accountRoutes,
  ...whoamiRoutes,
  ...capabilityRoutes,
  ...filterRoutes,
  ...profileRoutes,
  ...userDirectoryRoutes,
  ...presenceRoutes,
  ...toDeviceRoutes,
  ...deviceRoutes,
  ...keyRoutes,
  ...pushRuleRoutes,
  ...accountDataRoutes,
  ...openIdRoutes,
  ...notOfferedRoutes,
  ...createRoomRoutes,
  ...upgradeRoutes,
  ...stateRoutes,
  ...sendRoutes,
  ...redactRoutes,
  ...eventRoutes,
  ...aliasRoutes,
  ...directoryRoutes,
  ...membershipRoutes,
  ...roomSummaryRoutes,
  ...hierarchyRoutes,
  ...reportRoutes,
  ...syncRoutes,
  ...messagesRoutes,
  ...contextRoutes,
  ...timestampRoutes,
  ...membersRoutes,
  ...relationsRoutes,
  ...threadsRoutes,
  ...receiptRoutes,
  ...typingRoutes,
  ...searchRoutes,
];
