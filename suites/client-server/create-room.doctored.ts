import { answering, change, type DoctoredAnswers, type JsonObject } from '../../harness/doctoring.ts';
import { changeEvents, changeList, contentOf, omit, refusal, timelines, whereGranted, wrongRefusals } from './lies.ts';

const createRoom = answering('POST', '/_matrix/client/v3/createRoom');
const state = answering('GET', '/_matrix/client/v3/rooms/:roomId/state');
const sync = answering('GET', '/_matrix/client/v3/sync');
const joinedRooms = answering('GET', '/_matrix/client/v3/joined_rooms');

/** Changes the content of the state events of one type. */
const saying = (type: string, replace: (content: JsonObject, event: JsonObject) => JsonObject) =>
  state(changeEvents([], type, (event) => ({ ...event, content: replace(contentOf(event), event) })));
/** Leaves out the state event of one type. */
const leavingOut = (type: string) => state(changeEvents([], type, () => []));
/** Changes the create event where the room begins. */
const beginningWith = (replace: (content: JsonObject) => JsonObject) =>
  sync(changeEvents(timelines, 'm.room.create', (event) => ({ ...event, content: replace(contentOf(event)) })));
/** Changes the power level of those who have one. */
const power = (replace: (userId: string, level: unknown) => number) => (content: JsonObject) => ({
  ...content,
  users: Object.fromEntries(
    Object.entries((content['users'] ?? {}) as JsonObject).map(([user, level]) => [user, replace(user, level)]),
  ),
});

const wrongTypeTaken: DoctoredAnswers[string] = {
  ...wrongRefusals(createRoom),
  'refuses it as forbidden': createRoom(refusal(403, 'M_FORBIDDEN')),
  'breaks down': createRoom(refusal(500, 'M_UNKNOWN')),
  'refuses the right type, too': createRoom(refusal(400, 'M_BAD_JSON')),
};

export default {
  'sets what the preset asks for': {
    'another join rule': saying('m.room.join_rules', () => ({ join_rule: 'knock' })),
    'no join rule': leavingOut('m.room.join_rules'),
    'another history visibility': saying('m.room.history_visibility', () => ({ history_visibility: 'joined' })),
    'no guest access': leavingOut('m.room.guest_access'),
    'guest access everywhere': state(
      changeList([], (events) => [
        ...events,
        { type: 'm.room.guest_access', state_key: '', content: { guest_access: 'can_join' } },
      ]),
    ),
  },
  'starts the room with its creation, its creator and the power levels': {
    'another order': sync(
      changeList(timelines, ([first, second, ...others]) => [second ?? null, first ?? null, ...others]),
    ),
    'does not show the creation': sync(changeEvents(timelines, 'm.room.create', () => [])),
    'invites the creator': sync(
      changeEvents(timelines, 'm.room.member', (event) => ({ ...event, content: { membership: 'invite' } })),
    ),
    'lets somebody else join': sync(
      changeEvents(timelines, 'm.room.member', (event) => ({ ...event, state_key: '@dave:localhost' })),
    ),
    'is created by somebody else': sync(
      changeEvents(timelines, 'm.room.create', (event) => ({ ...event, sender: '@dave:localhost' })),
    ),
    'another room version': beginningWith((content) => ({ ...content, room_version: '2' })),
    'no room version': beginningWith((content) => omit(content, 'room_version')),
    'forgets a key of the creation': beginningWith((content) => omit(content, 'org.example.kept')),
    'names a creator': beginningWith((content) => ({ ...content, creator: '@dave:localhost' })),
  },
  'gives power to the creator, to those who are invited to a trusted chat, and to no others': {
    'no power for the creator': saying(
      'm.room.power_levels',
      power(() => 0),
    ),
    'less power for those who are invited': saying(
      'm.room.power_levels',
      power((user, level) => (user.startsWith('@bob') ? 50 : Number(level))),
    ),
    'lists nobody': saying('m.room.power_levels', (content) => ({ ...content, users: {} })),
    'power for everybody': saying('m.room.power_levels', (content) => ({ ...content, users_default: 50 })),
  },
  'leaves the creator out of the power levels and protects the tombstone': {
    'lists the creator': saying('m.room.power_levels', (content, { sender }) => ({
      ...content,
      users: { [sender as string]: 100 },
    })),
    'no level for the tombstone': saying('m.room.power_levels', (content) => ({ ...content, events: {} })),
    'a tombstone like other state': saying('m.room.power_levels', (content) => ({
      ...content,
      events: { 'm.room.tombstone': 50 },
    })),
    'no power for the creator': answering(
      'PUT',
      '/_matrix/client/v3/rooms/:roomId/state/m.room.name/',
    )(refusal(403, 'M_FORBIDDEN')),
  },
  'makes those who are invited to a trusted chat creators': {
    'no additional creators': saying('m.room.create', (content) => omit(content, 'additional_creators')),
    'somebody else': saying('m.room.create', (content) => ({ ...content, additional_creators: ['@dave:localhost'] })),
    'one more': saying('m.room.create', (content) => ({
      ...content,
      additional_creators: ['@dave:localhost', ...(content['additional_creators'] as string[])],
    })),
  },
  'takes the preset that the visibility stands for': {
    'public for all': saying('m.room.join_rules', () => ({ join_rule: 'public' })),
    'by invitation for all': saying('m.room.join_rules', () => ({ join_rule: 'invite' })),
  },
  'lets the name and topic win over the initial state, and that over the preset': {
    'the name of the initial state': saying('m.room.name', () => ({ name: 'Another name' })),
    'the topic of the initial state': saying('m.room.topic', () => ({ topic: 'Another topic' })),
    'no name': leavingOut('m.room.name'),
    'no topic': leavingOut('m.room.topic'),
    'the join rule of the preset': saying('m.room.join_rules', () => ({ join_rule: 'invite' })),
    'no initial state': leavingOut('org.example.colour'),
  },
  'refuses a room version that it does not support': {
    ...wrongRefusals(createRoom),
    'supports no room version': whereGranted(createRoom, refusal(400, 'M_UNSUPPORTED_ROOM_VERSION')),
    'creates a room all the same': joinedRooms(
      change(['joined_rooms'], () => ['!one:localhost', '!another:localhost']),
    ),
  },
  'refuses a wrong type of name': wrongTypeTaken,
  'refuses a wrong type of invite': wrongTypeTaken,
  'refuses a wrong type of creation_content': wrongTypeTaken,
} satisfies DoctoredAnswers;
