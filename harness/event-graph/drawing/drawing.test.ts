import { expect, test } from 'vitest';
import type { Pdu } from '../../protocol/pdu.ts';
import { RoomGraph } from '../room-graph.ts';
import { drawingOf, drawnEvents, TooManyEvents } from './drawing.ts';
import { forkedRoom, NamedRoom } from './testing-graphs.ts';

test('an event that came before its parents is drawn after them', () => {
  const { graph } = new NamedRoom();
  const late = new RoomGraph({ roomId: graph.roomId, roomVersion: '11' });
  for (const eventId of graph.eventIds.toReversed()) late.add(graph.event(eventId), { unknownState: true });
  const { events } = drawingOf(late);
  expect(events.map(({ entry }) => entry.split(' ')[0])).toEqual([
    'm.room.create',
    'm.room.member',
    'm.room.power_levels',
    'm.room.join_rules',
  ]);
  expect(events.map(({ parents }) => parents)).toEqual([[], [0], [1], [2]]);
});

test('events in a circle are drawn', () => {
  const graph = new RoomGraph({ roomId: '!r:a', roomVersion: '1' });
  graph.add(circular('$one', '$two'), { unknownState: true });
  graph.add(circular('$two', '$one'), { unknownState: true });
  expect(drawingOf(graph).events.map(({ name, remarks }) => [name, remarks])).toEqual([
    ['$two', ['follows in a circle: $one']],
    ['$one', []],
  ]);
});

test('events that came parents first stay in their order', () => {
  const { graph, nameOf } = forkedRoom();
  expect(drawingOf(graph, { nameOf }).events.map(({ name }) => name)).toEqual(graph.eventIds.map(nameOf));
});

test('the reason of a verdict names events as the drawing does', () => {
  const room = new NamedRoom();
  room.state('invited', 'm.room.join_rules', { join_rule: 'invite' });
  room.join('bob');
  room.message('says', { by: 'bob', authEvents: ['create', 'PL', 'bob'] });
  const { events } = drawingOf(room.graph, { nameOf: room.nameOf });
  expect(events.find(({ name }) => name === 'bob')?.remarks).toEqual([
    expect.stringMatching(/^by auth events, rule 4\.3\.7: /),
  ]);
  expect(events.find(({ name }) => name === 'says')?.remarks).toEqual([
    'by auth events, rule 2.3: auth_events has a rejected event: bob',
  ]);
});

test('a room with very many events is not drawn', () => {
  const room = new NamedRoom();
  for (let n = room.graph.eventIds.length; n < drawnEvents; n += 1) room.message(`m${n}`);
  expect(drawingOf(room.graph).events).toHaveLength(drawnEvents);
  room.message('one more');
  expect(() => drawingOf(room.graph)).toThrow(TooManyEvents);
  expect(() => drawingOf(room.graph)).toThrow('the room has 151 events, and more than 150 are not drawn');
});

/** An event of room version 1 that follows another. */
function circular(eventId: string, parent: string): Pdu {
  return {
    event_id: eventId,
    type: 'm.test',
    sender: '@a:a',
    room_id: '!r:a',
    content: {},
    depth: 1,
    origin_server_ts: 1,
    prev_events: [[parent, { sha256: '' }]],
    auth_events: [],
    hashes: { sha256: '' },
    signatures: {},
  };
}
