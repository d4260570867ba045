import { alice, carol, created, createdRoom, join, message, publicRoom, roomWithLevels } from './rooms.ts';
import { at, type Room, type Story } from './story.ts';

const plain = at(publicRoom, message(carol), 'allow');
const rejectedCreate: Room = { event: { ...created({ room_version: 'org.example.unheard-of' }), isRejected: true } };

export const roomIdStories: readonly Story[] = [
  {
    rule: 'room-id',
    about: 'a room ID is the ID of a create event that is there',
    accept: plain,
    reject: at(publicRoom, { ...message(carol), overrides: { room_id: `!${'A'.repeat(43)}` } }),
  },
  {
    rule: 'room-id',
    about: 'the create event that the room ID names was accepted',
    accept: at(createdRoom, join(alice), 'member.join.creator'),
    reject: at(rejectedCreate, join(alice)),
  },
  {
    rule: 'room-id',
    about: 'the room ID names a create event, and not the power levels',
    accept: plain,
    reject: at(publicRoom, { ...message(carol), roomIdOf: roomWithLevels }),
  },
];
