import { answering, change, type DoctoredAnswers, isJsonObject } from '../../harness/doctoring.ts';
import { refusal } from './lies.ts';

const join = answering('POST', '/_matrix/client/v3/join/:roomIdOrAlias');
const joinedRooms = answering('GET', '/_matrix/client/v3/joined_rooms');
const query = answering('POST', '/_matrix/client/v3/keys/query');
const unreachable = refusal(502, 'M_UNKNOWN');

export default {
  'joins a room through the second of two servers where the first cannot be reached': {
    'gives up': join(unreachable),
    'has not joined': joinedRooms({ json: { joined_rooms: [] } }),
  },
  'joins a room through a server that is far away': {
    'gives up': join(unreachable),
  },
  'names the servers that cannot be reached for the keys of their users': {
    'fails as a whole': query(unreachable),
    'names none': query(change(['failures'], () => ({}))),
    'names those that answer': query(
      change(['failures'], (failures) => (isJsonObject(failures) ? { ...failures, 'localhost:1': {} } : failures)),
    ),
  },
} satisfies DoctoredAnswers;
