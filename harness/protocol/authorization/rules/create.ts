import { isUserId } from '../../id-grammar.ts';
import { serverNameAfterColon } from '../../pdu.ts';
import { isRoomVersion, type RoomVersionRules } from '../../room-versions.ts';
import { maxKeyBytes } from '../../size-limits.ts';
import { ownValue } from '../power-levels.ts';
import { otherwiseAllow, rejectIf, type Rule, when } from '../rule.ts';

const hasParents = rejectIf(
  'create.prev-events',
  'a create event has no prev_events, and this one does',
  ({ event }) => event.prevEvents.length > 0,
);

/** Until the room ID is made of the create event itself, it is of the sender's server. */
const roomIdOfAnotherServer = rejectIf(
  'create.room-id-domain',
  ({ event }) => `the room ID ${event.roomId} is not of the server of ${event.sender}`,
  ({ event }) => serverNameAfterColon(event.roomId) !== serverNameAfterColon(event.sender),
);

const carriesRoomId = rejectIf(
  'create.room-id-given',
  'a create event has no room_id since room version 12, and this one does',
  ({ event }) => Object.hasOwn(event.pdu, 'room_id'),
);

const unknownRoomVersion = rejectIf(
  'create.room-version',
  'its content has a room_version that is not a known one',
  ({ event }) => {
    if (!Object.hasOwn(event.content, 'room_version')) return false;
    const version = event.content['room_version'];
    return typeof version !== 'string' || !isRoomVersion(version);
  },
);

const noCreator = rejectIf(
  'create.creator',
  'its content has no creator',
  ({ event }) => !Object.hasOwn(event.content, 'creator'),
);

const wrongAdditionalCreators = rejectIf(
  'create.additional-creators',
  'additional_creators in its content is not an array of user IDs',
  ({ event }) => {
    if (!Object.hasOwn(event.content, 'additional_creators')) return false;
    const additional = ownValue(event.content, 'additional_creators');
    return !Array.isArray(additional) || !additional.every((userId) => isSenderId(userId));
  },
);

/** A user ID by the same measure as `sender`. */
function isSenderId(value: unknown): boolean {
  return typeof value === 'string' && isUserId(value) && Buffer.byteLength(value) <= maxKeyBytes;
}

/** Rule 1 of every room version. */
export function createRules({ roomIdFormat, creatorIs }: RoomVersionRules): Rule {
  return when('create', ({ event }) => event.type === 'm.room.create', [
    hasParents,
    roomIdFormat === 'create-hash' ? carriesRoomId : roomIdOfAnotherServer,
    unknownRoomVersion,
    ...(creatorIs === 'content.creator' ? [noCreator] : []),
    ...(creatorIs === 'sender-and-additional-creators' ? [wrongAdditionalCreators] : []),
    otherwiseAllow('create.allow', 'it is a create event'),
  ]);
}
