import type { JsonValue } from '../../protocol/json.ts';
import { created, erin, publicRoom, userId } from './rooms.ts';
import { at, type Side, type Story, type StoryEvent } from './story.ts';

/** A create event by itself: a room begins with it, so there is no state. */
function begins(event: StoryEvent, by?: string): Side {
  return at(publicRoom, { parents: [], ...event }, by, 'none');
}

const plain = begins(created(), 'create.allow');

/** Values of `additional_creators` that are no array of user IDs. */
const noUserIds: readonly (readonly [what: string, value: JsonValue])[] = [
  ['a text is no array', userId(erin)],
  ['null is no array', null],
  ['a number is no user ID', [userId(erin), 7]],
  ['a localpart is no user ID', ['erin']],
  ['a user ID has a server name', ['@erin']],
  ['a user ID has at most 255 bytes, as that of a sender', [`@${'e'.repeat(250)}:e.example`]],
];

export const createStories: readonly Story[] = [
  {
    rule: 'create.prev-events',
    about: 'a create event is the first of its room and has no parents',
    accept: plain,
    reject: at(publicRoom, created(), undefined, 'none'),
  },
  {
    rule: 'create.room-id-domain',
    about: "the room ID is of the creator's server",
    accept: plain,
    reject: begins({ ...created(), overrides: { room_id: '!elsewhere:b.example' } }),
  },
  {
    rule: 'create.room-id-given',
    about: 'the room ID follows from the create event, which does not carry one itself',
    accept: plain,
    reject: begins({ ...created(), overrides: { room_id: `!${'A'.repeat(43)}` } }),
  },
  {
    rule: 'create.room-version',
    about: 'the room version is one that the specification knows',
    accept: plain,
    reject: begins(created({ room_version: 'org.example.unheard-of' })),
  },
  {
    rule: 'create.room-version',
    about: 'a room version is a text, not a number',
    accept: plain,
    reject: begins(created({ room_version: 1 })),
  },
  {
    rule: 'create.room-version',
    about: 'without a room version the room has version 1',
    where: ({ stateResolution }) => stateResolution === 'v1',
    accept: begins(created({ room_version: undefined }), 'create.allow'),
    reject: begins(created({ room_version: '' })),
  },
  {
    rule: 'create.creator',
    about: 'the content names a creator',
    accept: plain,
    reject: begins(created({ creator: undefined })),
  },
  {
    rule: 'create.additional-creators',
    about: 'nobody need be named in a list of additional creators',
    accept: begins(created({ additional_creators: [] }), 'create.allow'),
    reject: begins(created({ additional_creators: {} })),
  },
  ...noUserIds.map(([what, value]): Story => ({
    rule: 'create.additional-creators',
    about: `additional creators are an array of user IDs: ${what}`,
    accept: begins(created({ additional_creators: [userId(erin)] }), 'create.allow'),
    reject: begins(created({ additional_creators: value })),
  })),
  {
    rule: 'create.allow',
    about: 'a create event against which nothing speaks begins a room',
    accept: begins(created({ 'm.federate': false })),
    reject: begins(created({ 'm.federate': false, room_version: 'org.example.unheard-of' }), 'create.room-version'),
  },
];
