import type { Catalogue } from '../../harness/index.ts';
import { authEvents } from './requirements/auth-events.ts';
import { authMemberships } from './requirements/auth-memberships.ts';
import { authPowerLevels } from './requirements/auth-power-levels.ts';
import { authRooms } from './requirements/auth-rooms.ts';
import { redaction } from './requirements/redaction.ts';

/** The rules of the room versions, by their permanent names; the anchors are those of the newest that has them. */
export const roomVersionRequirements = {
  ...authEvents,
  ...authMemberships,
  ...authPowerLevels,
  ...authRooms,
  ...redaction,
} as const satisfies Catalogue;
