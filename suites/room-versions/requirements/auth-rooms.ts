import type { Catalogue } from '../../../harness/index.ts';
import { rulesOf } from './rules-of.ts';

/** What the authorization rules say of the beginning of a room, and of which servers take part. */
export const authRooms = {
  'rv.auth.federate': {
    level: 'MUST',
    since: 'r0',
    text: 'In a room with m.federate false an event of another server than that of the create event is rejected',
    anchor: rulesOf(12),
  },
  'rv.auth.room-id': {
    level: 'MUST',
    since: 'v1.16',
    text: 'An event whose room ID is not that of an accepted create event is rejected',
    anchor: rulesOf(12),
    roomVersions: ({ creatorPower }) => creatorPower === 'infinite',
  },
  'rv.auth.create.prev-events': {
    level: 'MUST',
    since: 'r0',
    text: 'A create event with parents is rejected',
    anchor: rulesOf(12),
  },
  'rv.auth.create.room-id-domain': {
    level: 'MUST',
    since: 'r0',
    text: 'A create event whose room ID is of another server than its sender is rejected',
    anchor: rulesOf(11),
    roomVersions: ({ roomIdFormat }) => roomIdFormat === 'opaque',
  },
  'rv.auth.create.room-id-given': {
    level: 'MUST',
    since: 'v1.16',
    text: 'A create event with a room_id is rejected',
    anchor: rulesOf(12),
    roomVersions: ({ creatorPower }) => creatorPower === 'infinite',
  },
  'rv.auth.create.room-version': {
    level: 'MUST',
    since: 'r0',
    text: 'A create event with a room version that is not known is rejected',
    anchor: rulesOf(12),
  },
  'rv.auth.create.creator': {
    level: 'MUST',
    since: 'r0',
    text: 'A create event that names no creator is rejected',
    anchor: rulesOf(10),
    roomVersions: ({ creatorIs }) => creatorIs === 'content.creator',
  },
  'rv.auth.create.additional-creators': {
    level: 'MUST',
    since: 'v1.16',
    text: 'A create event whose additional_creators are not an array of user IDs is rejected',
    anchor: rulesOf(12),
    roomVersions: ({ creatorPower }) => creatorPower === 'infinite',
  },
  'rv.auth.create.allow': {
    level: 'MUST',
    since: 'r0',
    text: 'Any other create event is allowed',
    anchor: rulesOf(12),
  },
} as const satisfies Catalogue;
