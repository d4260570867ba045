import type { JsonObject } from '../../protocol/json.ts';
import { createKey, powerLevelsKey } from '../../protocol/authorization/auth-context.ts';
import { PowerLevels } from '../../protocol/authorization/power-levels.ts';
import { roomVersions } from '../../protocol/room-versions.ts';
import type { Homeserver } from '../homeserver.ts';
import type { NewRoom } from '../rules/room-creation.ts';
import type { Room } from './room.ts';

/** Who may do what in a room now. */
export function powerLevelsOf({ currentState, roomVersion }: Room): PowerLevels {
  return new PowerLevels(currentState.get(powerLevelsKey), currentState.get(createKey), roomVersions[roomVersion]);
}

/**
 * The content of `m.room.power_levels` with which a room begins.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3createroom
 */
export function initialPowerLevels({ rules }: Homeserver, newRoom: NewRoom): JsonObject {
  return {
    ...rules.newLevels,
    users: rules.powerfulUsers(newRoom),
    events: {
      'm.room.name': 50,
      'm.room.avatar': 50,
      'm.room.canonical_alias': 50,
      'm.room.power_levels': 100,
      'm.room.history_visibility': 100,
      'm.room.server_acl': 100,
      'm.room.encryption': 100,
      'm.room.tombstone': rules.tombstoneLevel(newRoom.rules),
    },
  };
}
