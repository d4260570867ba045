import { assert, integer, property, shuffledSubarray, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RoomEvent } from '../room-event.ts';
import { withAuthChain } from './auth-chain.ts';
import { authDifference, authDifferenceOfCited } from './auth-difference.ts';
import { differingConflicts } from './conflicts.ts';
import { RoomState } from './room-state.ts';
import { idsOf, TestingRoom } from './testing-events.ts';

/** A room of state events, each named after what it cites: `state('c', a, b)`. */
function graph() {
  const room = new TestingRoom('11');
  const state = (stateKey: string, ...auth: readonly RoomEvent[]): RoomEvent =>
    room.event(`$${stateKey}`, { type: 'm.test', stateKey, auth });
  const differences = (...states: readonly (readonly RoomEvent[])[]) => {
    const conflicts = differingConflicts(states.map((events) => RoomState.of(events)));
    return {
      own: idsOf(authDifference(conflicts, room.store)).toSorted(),
      ofCited: idsOf(authDifferenceOfCited(conflicts, room.store)).toSorted(),
    };
  };
  return { room, state, differences };
}

describe('the auth difference', () => {
  test('has what authorizes the events of one state only', () => {
    const { state, differences } = graph();
    const a = state('a');
    const [b, c] = [state('b', a), state('c', a)];
    const [d, e] = [state('d', b), state('e', c)];
    expect(differences([a, d], [a, e]).own).toEqual(['$b', '$c', '$d', '$e']);
  });

  test('has nothing that is reached from every state', () => {
    const { state, differences } = graph();
    const a = state('a');
    const b = state('b', a);
    const [c, d] = [state('c', b), state('d', b)];
    expect(differences([c], [d]).own).toEqual(['$c', '$d']);
  });

  test('has nothing that an event rests on of which the states agree', () => {
    const { state, differences } = graph();
    const [a, b] = [state('a'), state('b')];
    const common = state('common', a);
    const [c, d] = [state('c', a), state('d', b)];
    expect(differences([common, c], [common, d]).own).toEqual(['$b', '$c', '$d']);
  });

  test('of three states has what is in one or two chains, and not what is in three', () => {
    const { state, differences } = graph();
    const [inThree, inTwo, inOne] = [state('3'), state('2'), state('1')];
    const [x, y, z] = [state('x', inThree, inTwo), state('y', inThree, inTwo), state('z', inThree, inOne)];
    expect(differences([x], [y], [z]).own).toEqual(['$1', '$2', '$x', '$y', '$z']);
  });

  test('is empty where the states are equal, and for one alone', () => {
    const { state, differences } = graph();
    const a = state('a', state('b'));
    expect(differences([a], [a])).toEqual({ own: [], ofCited: [] });
    expect(differences([a])).toEqual({ own: [], ofCited: [] });
  });
});

describe('the auth difference by the text, without the events of the states', () => {
  test('has an event of every state that only one of them cites', () => {
    const { state, differences } = graph();
    const a = state('a');
    // b is in both states. With itself in its chain it is in both chains, without it only in that of c.
    const b = state('b', a);
    const c = state('c', b);
    expect(differences([a, b, c], [a, b])).toEqual({ own: ['$c'], ofCited: ['$b'] });
  });

  test('has no event that nothing cites', () => {
    const { state, differences } = graph();
    const a = state('a');
    expect(differences([state('b', a)], [state('c', a)])).toEqual({ own: ['$b', '$c'], ofCited: [] });
  });
});

test('is the union of the full chains without what is in all of them, also where common parts are not walked', () => {
  // Event i cites some of those before it, by the bits of a number.
  const size = 12;
  const events = tuple(...Array.from({ length: size }, (_, index) => integer({ min: 0, max: 2 ** index - 1 })));
  const members = shuffledSubarray(Array.from({ length: size }, (_, index) => index));
  assert(
    property(events, members, members, members, (citations, ...states) => {
      const { room, state } = graph();
      const made: RoomEvent[] = [];
      for (const [index, bits] of citations.entries()) {
        made.push(state(String(index), ...made.filter((_, cited) => (bits >> cited) % 2 === 1)));
      }
      const roomStates = states.map((indices) => RoomState.of(indices.flatMap((index) => made[index] ?? [])));
      const chains = roomStates.map((one) => withAuthChain(one.events(), room.store));
      const naive = made.filter((event) => {
        const count = chains.filter((chain) => chain.has(event)).length;
        return count > 0 && count < chains.length;
      });
      const found = authDifference(differingConflicts(roomStates), room.store);
      expect(idsOf(found).toSorted()).toEqual(idsOf(naive).toSorted());
    }),
  );
});
