import { type JsonValue, path, test } from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { joinedRooms } from './room-state.ts';

const whoami = '/_matrix/client/v3/account/whoami';
const createRoom = '/_matrix/client/v3/createRoom';

test(
  'refuses an endpoint that it does not know',
  decides('cs.errors.unknown-endpoint', 'cs.errors.standard-response'),
  async ({ alice, expect }) => {
    expect(await alice.request('GET', `${whoami}/touchstone`)).toBeMatrixError(404, 'M_UNRECOGNIZED');
    expect(await alice.request('GET', whoami)).toBeGranted();
  },
);

test(
  'refuses a method that the endpoint does not have',
  decides('cs.errors.wrong-method', 'cs.errors.standard-response'),
  async ({ alice, expect }) => {
    expect(await alice.request('DELETE', whoami)).toBeMatrixError(405, 'M_UNRECOGNIZED');
    expect(await alice.request('GET', whoami)).toBeGranted();
  },
);

test(
  'refuses a body that is not JSON',
  decides('cs.errors.not-json', 'cs.errors.standard-response', { freshUsers: true }),
  async ({ alice, expect }) => {
    for (const bytes of ['{"preset":"private_chat"', 'preset=private_chat', '{"preset":"private_chat"}}']) {
      const refused = await alice.request('POST', createRoom, { bytes, deliberate: true });
      expect(refused).toBeMatrixError(400, 'M_NOT_JSON');
    }
    const { roomId } = await alice.createRoom({ preset: 'private_chat' });
    expect(await joinedRooms(alice)).toEqual({ joined_rooms: [roomId] });
  },
);

test(
  'refuses JSON of the wrong shape',
  decides('cs.errors.bad-json', 'cs.errors.standard-response', { freshUsers: true }),
  async ({ alice, expect }) => {
    for (const [json, errcodes] of [
      [[], ['M_BAD_JSON']],
      [{ preset: 'no_chat' }, ['M_BAD_JSON', 'M_INVALID_PARAM']],
    ] satisfies [JsonValue, string[]][]) {
      const refused = await alice.request('POST', createRoom, { json, deliberate: true });
      expect(refused).toBeMatrixError(400, errcodes);
    }
    const { roomId } = await alice.createRoom({ preset: 'private_chat' });
    expect(await joinedRooms(alice)).toEqual({ joined_rooms: [roomId] });
  },
);

test(
  'refuses an event that does not exist',
  decides('cs.errors.not-found', 'cs.errors.standard-response'),
  async ({ alice, room, expect }) => {
    const { eventId } = await alice.say(room.roomId, 'I exist');
    await alice.follow(room.roomId).waitForEvent(eventId);

    expect(await alice.event(room.roomId, `$${'A'.repeat(43)}`)).toBeMatrixError(404, 'M_NOT_FOUND');
    expect(await alice.event(room.roomId, eventId)).toBeGranted();
  },
);

test(
  'refuses a request without an access token',
  decides('cs.tokens.missing', 'cs.errors.standard-response'),
  async ({ alice, room, expect }) => {
    const target = path`/_matrix/client/v3/rooms/${room.roomId}/state/m.room.topic/`;
    const json = { topic: 'Who speaks?' };

    expect(await alice.request('PUT', target, { json, authenticated: false })).toBeMatrixError(401, 'M_MISSING_TOKEN');
    expect(await alice.stateContent(room.roomId, 'm.room.topic')).toBeMatrixError(404, 'M_NOT_FOUND');
    expect(await alice.request('PUT', target, { json })).toBeGranted();
  },
);

test(
  'refuses a request with an unknown access token',
  decides('cs.tokens.unknown', 'cs.errors.standard-response'),
  async ({ alice, room, expect }) => {
    const target = path`/_matrix/client/v3/rooms/${room.roomId}/state/m.room.topic/`;
    const json = { topic: 'Who speaks?' };
    const headers = { authorization: `Bearer ${alice.session.accessToken}not` };

    expect(await alice.request('PUT', target, { json, headers })).toBeMatrixError(401, 'M_UNKNOWN_TOKEN');
    expect(await alice.stateContent(room.roomId, 'm.room.topic')).toBeMatrixError(404, 'M_NOT_FOUND');
    expect(await alice.request('PUT', target, { json })).toBeGranted();
  },
);
