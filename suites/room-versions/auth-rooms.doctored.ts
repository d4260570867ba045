import { answering, type Doctor, type DoctoredAnswers, only } from '../../harness/doctoring.ts';
import { notFound } from '../whole-answers.ts';

const joinedRooms = answering('GET', '/_matrix/client/v3/joined_rooms');
const member = answering('GET', '/_matrix/client/v3/rooms/:roomId/state/m.room.member/:userId');

/** A homeserver that joins every room that it is told to join. */
function joiningAll(): Doctor {
  const tried: string[] = [];
  return ({ kind, method, target }) => {
    const [, roomId] = /^\/_matrix\/client\/v3\/join\/([^?]+)/.exec(target) ?? [];
    if (kind === 'answer' && method === 'POST' && roomId !== undefined) tried.push(decodeURIComponent(roomId));
    const isAsked = kind === 'answer' && target === '/_matrix/client/v3/joined_rooms';
    return isAsked ? { json: { joined_rooms: tried } } : undefined;
  };
}

const joining = (): Readonly<Record<string, Doctor>> => ({
  'joins it': joiningAll(),
  'joins no room at all': joinedRooms({ status: 200, json: { joined_rooms: [] } }),
});

const joins = { status: 200, json: { membership: 'join' } };

export default {
  'joins no room whose create event has parents or an unknown room version': joining(),
  'joins no room whose ID is of another server than its creator': joining(),
  'joins no room whose create event names no creator': joining(),
  'joins no room whose create event has a room ID, or additional creators that are no users': joining(),
  'joins no room whose ID is not that of its create event': joining(),
  'joins no room of which another than the creator is the first member': joining(),
  'joins no room of another server that does not federate': joining(),
  'joins no room that is public by an event which cites a rejected one': joining(),
  'takes no additional creator for the one who joins first': {
    'takes him for it': only(({ status }) => status !== 200, member(joins)),
    'joins no room at all': member(notFound),
  },
} satisfies DoctoredAnswers;
