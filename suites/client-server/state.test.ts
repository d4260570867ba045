import { eachRoomVersion, objectAt, objectsAt, path, test } from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { byTypeAndKey } from './room-state.ts';

const colour = 'org.example.colour';

test(
  'replaces the state event with the same type and state key',
  decides('cs.state.overwritten'),
  async ({ alice, room, expect }) => {
    await alice.sendState(room.roomId, colour, { colour: 'blue' }, 'sky');
    await alice.sendState(room.roomId, colour, { colour: 'green' }, 'grass');
    const { eventId } = await alice.sendState(room.roomId, colour, { colour: 'grey' }, 'sky');

    expect((await alice.stateContent(room.roomId, colour, 'sky')).json).toEqual({ colour: 'grey' });
    expect((await alice.stateContent(room.roomId, colour, 'grass')).json).toEqual({ colour: 'green' });
    const state = objectsAt((await alice.state(room.roomId)).json);
    expect(byTypeAndKey(state)).toMatchObject({
      [`${colour} sky`]: { event_id: eventId, sender: alice.userId, content: { colour: 'grey' } },
      [`${colour} grass`]: { content: { colour: 'green' } },
    });
    expect(state.length).toBe(Object.keys(byTypeAndKey(state)).length);
  },
);

test(
  'takes an empty state key with and without the slash',
  decides('cs.state.optional-slash'),
  async ({ alice, room, expect }) => {
    const short = path`/_matrix/client/v3/rooms/${room.roomId}/state/${colour}`;

    expect(await alice.request('PUT', short, { json: { colour: 'blue' } })).toBeGranted();
    expect((await alice.request('GET', `${short}/`)).json).toEqual({ colour: 'blue' });
    expect(await alice.request('PUT', `${short}/`, { json: { colour: 'grey' } })).toBeGranted();
    expect((await alice.request('GET', short)).json).toEqual({ colour: 'grey' });
  },
);

test(
  'does not find state that was never set',
  decides('cs.state.unset', 'cs.errors.standard-response'),
  async ({ alice, room, expect }) => {
    await alice.sendState(room.roomId, colour, { colour: 'blue' }, 'sky');

    expect(await alice.stateContent(room.roomId, colour, 'grass')).toBeMatrixError(404, 'M_NOT_FOUND');
    expect(await alice.stateContent(room.roomId, `${colour}.other`, 'sky')).toBeMatrixError(404, 'M_NOT_FOUND');
    expect(await alice.stateContent(room.roomId, colour, 'sky')).toBeGranted();
  },
);

test(
  'keeps the state from those who were never in the room',
  decides('cs.state.not-a-member'),
  async ({ alice, bob, room, expect }) => {
    await alice.sendState(room.roomId, colour, { colour: 'blue' });

    expect(await bob.state(room.roomId)).toBeMatrixError(403, 'M_FORBIDDEN');
    expect(await bob.stateContent(room.roomId, colour)).toBeMatrixError(403, 'M_FORBIDDEN');
    await bob.join(room.roomId);
    expect(await bob.state(room.roomId)).toBeGranted();
    expect((await bob.stateContent(room.roomId, colour)).json).toEqual({ colour: 'blue' });
  },
);

eachRoomVersion(() => {
  test(
    'lets only those change the state who have the power',
    decides('cs.state.needs-power'),
    async ({ alice, bob, room, expect }) => {
      await bob.join(room.roomId);
      const levels = objectAt((await alice.stateContent(room.roomId, 'm.room.power_levels')).json);
      const events = { ...objectAt({ events: {}, ...levels }, 'events'), [colour]: 50 };
      const users = objectAt({ users: {}, ...levels }, 'users');
      const bobHas = (power: number) => ({ ...levels, events, users: { ...users, [bob.userId]: power } });
      const bobSets = () =>
        bob.request('PUT', path`/_matrix/client/v3/rooms/${room.roomId}/state/${colour}/`, { json: { colour: 'red' } });
      await alice.sendState(room.roomId, colour, { colour: 'blue' });

      await alice.sendState(room.roomId, 'm.room.power_levels', bobHas(49));
      expect(await bobSets()).toBeMatrixError(403, 'M_FORBIDDEN');
      expect((await alice.stateContent(room.roomId, colour)).json).toEqual({ colour: 'blue' });

      await alice.sendState(room.roomId, 'm.room.power_levels', bobHas(50));
      expect(await bobSets()).toBeGranted();
      expect((await alice.stateContent(room.roomId, colour)).json).toEqual({ colour: 'red' });
    },
  );
});
