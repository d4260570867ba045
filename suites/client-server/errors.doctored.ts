import { answering, type DoctoredAnswers } from '../../harness/doctoring.ts';
import { changeList, refusal, whereGranted, whereRefused, wrongRefusals } from './lies.ts';

const topic = '/_matrix/client/v3/rooms/:roomId/state/m.room.topic/';
const whoami = answering('GET', '/_matrix/client/v3/account/whoami');
const createRoom = answering('POST', '/_matrix/client/v3/createRoom');
const joinedRooms = answering('GET', '/_matrix/client/v3/joined_rooms');
const event = answering('GET', '/_matrix/client/v3/rooms/:roomId/event/:eventId');
const setTopic = answering('PUT', topic);

const createsARoomAllTheSame = joinedRooms(changeList(['joined_rooms'], (rooms) => ['!another:localhost', ...rooms]));
const setsItAllTheSame = answering('GET', topic)({ status: 200, json: { topic: 'Who speaks?' } });

export default {
  'refuses an endpoint that it does not know': {
    ...wrongRefusals(answering('GET', '/_matrix/client/v3/account/whoami/touchstone')),
    'knows no endpoint at all': whoami(refusal(404, 'M_UNRECOGNIZED')),
  },
  'refuses a method that the endpoint does not have': {
    ...wrongRefusals(answering('DELETE', '/_matrix/client/v3/account/whoami')),
    'takes no method at all': whoami(refusal(405, 'M_UNRECOGNIZED')),
  },
  'refuses a body that is not JSON': {
    ...wrongRefusals(createRoom),
    'takes nothing for JSON': whereGranted(createRoom, refusal(400, 'M_NOT_JSON')),
    'creates a room all the same': createsARoomAllTheSame,
  },
  'refuses JSON of the wrong shape': {
    ...wrongRefusals(createRoom),
    'finds every shape wrong': whereGranted(createRoom, refusal(400, 'M_BAD_JSON')),
    'creates a room all the same': createsARoomAllTheSame,
  },
  'refuses an event that does not exist': {
    ...wrongRefusals(event),
    'finds no event': whereGranted(event, refusal(404, 'M_NOT_FOUND')),
  },
  'refuses a request without an access token': {
    ...wrongRefusals(setTopic),
    'misses every token': whereGranted(setTopic, refusal(401, 'M_MISSING_TOKEN')),
    'does it all the same': setsItAllTheSame,
  },
  'refuses a request with an unknown access token': {
    ...wrongRefusals(setTopic),
    'takes it for a missing one': whereRefused(setTopic, refusal(401, 'M_MISSING_TOKEN')),
    'knows no token': whereGranted(setTopic, refusal(401, 'M_UNKNOWN_TOKEN')),
    'does it all the same': setsItAllTheSame,
  },
} satisfies DoctoredAnswers;
