import { expect, test } from 'vitest';
import { forkedRoom, NamedRoom } from '../drawing/testing-graphs.ts';
import { explainEvent, explainGraph } from './explain-event.ts';

test('tells the verdict with its rule, and the state before', () => {
  const { graph, idOf, nameOf } = forkedRoom();
  expect(explainEvent(graph, idOf('refused'), { nameOf })).toBe(
    [
      'Event refused',
      'refused is rejected by auth events, rule 7 (required-level): m.room.topic takes level 50, and @bob has 0',
      'Nothing to resolve: the state is that after TA.',
    ].join('\n'),
  );
  expect(explainEvent(graph, idOf('merge'), { nameOf })).toContain('\nState resolution v2 (room version 11)');
});

test('tells what is soft-failed', () => {
  const room = new NamedRoom();
  room.topic('late', { options: { softFailed: true } });
  expect(explainEvent(room.graph, room.idOf('late'), { nameOf: room.nameOf })).toContain('late is soft-failed');
});

test('tells where the state before an event is not known', () => {
  const { graph } = new NamedRoom();
  const other = new NamedRoom();
  const eventId = graph.addOutlier(other.graph.event(other.topic('elsewhere')));
  expect(explainEvent(graph, eventId)).toMatch(/^Event (\$.{7}…)\nWhat becomes of \1 is not known/);
});

test('explains all of a graph that needs it', () => {
  const { graph, nameOf } = forkedRoom();
  expect(explainGraph(graph, { nameOf }).match(/^Event .*/gm)).toEqual(['Event refused', 'Event merge']);
  const quiet = new NamedRoom();
  expect(explainGraph(quiet.graph, { nameOf: quiet.nameOf })).toBe('No branches meet, and no event is rejected.');
});

test('explains the current state where branches are open', () => {
  const room = new NamedRoom();
  room.topic('one', { after: ['JR'] });
  room.topic('two', { after: ['JR'] });
  expect(explainGraph(room.graph, { nameOf: room.nameOf })).toMatch(
    /^Current state, after one, two\nState resolution v2/,
  );
});
