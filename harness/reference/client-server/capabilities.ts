import { allRoomVersions } from '../../protocol/room-versions.ts';
import { type Route, user } from '../http/route.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#capabilities-negotiation */
export const capabilityRoutes: readonly Route[] = [
  user('GET', '/_matrix/client/v3/capabilities', (_request, { rules }) => ({
    capabilities: {
      'm.room_versions': {
        default: rules.defaultRoomVersion,
        available: Object.fromEntries(allRoomVersions.map((roomVersion) => [roomVersion, 'stable'])),
      },
      'm.change_password': { enabled: true },
      'm.profile_fields': { enabled: true },
      // For clients from before v1.16, which ask for these two.
      'm.set_displayname': { enabled: true },
      'm.set_avatar_url': { enabled: true },
      'm.3pid_changes': { enabled: false },
      'm.get_login_token': { enabled: true },
      'm.forget_forced_upon_leave': { enabled: false },
    },
  })),
];
