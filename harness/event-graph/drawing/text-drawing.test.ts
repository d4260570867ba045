import { expect, test } from 'vitest';
import { drawingOf } from './drawing.ts';
import { forkedRoom, NamedRoom } from './testing-graphs.ts';
import { textDrawing } from './text-drawing.ts';

test('draws one event a line, the oldest first, with verdicts and differences', () => {
  const { graph, nameOf, idOf } = forkedRoom();
  const differences = new Map([[idOf('TB'), 'expected, but the answer has TA']]);
  const drawing = drawingOf(graph, { title: 'A fork', nameOf, differences, notes: ['State before merge'] });
  expect(textDrawing(drawing).split('\n')).toEqual([
    'A fork',
    'All users are on a.example.',
    'State before merge',
    '',
    '●    create   m.room.create         @alice  room_version: 11, nonce: 1',
    '●    alice    m.room.member @alice  @alice  membership: join',
    '●    PL       m.room.power_levels   @alice  users: {@alice: 100}',
    '●    JR       m.room.join_rules     @alice  join_rule: public',
    '●    bob      m.room.member @bob    @bob    membership: join',
    '●─╮  P1       m.room.power_levels   @alice  users: {@alice: 100, @bob: 50}',
    '● │  PA       m.room.power_levels   @alice  users: {@alice: 100, @bob: 0}',
    '● │  TA       m.room.topic          @alice  topic: TA',
    '│ ●  » TB «   m.room.topic          @bob    topic: TB   DIFFERS: expected, but the answer has TA',
    '✗ │  refused  m.room.topic          @bob    topic: refused   REJECTED by auth events, rule 7: m.room.topic takes level 50, and @bob has 0',
    '●─╯  merge    m.room.message        @alice  body: merge',
    '',
    '● accepted   ✗ rejected   » « differs',
  ]);
});

test('tells soft-failed events, and such as are known by themselves', () => {
  const room = new NamedRoom();
  room.topic('late', { options: { softFailed: true } });
  const other = new NamedRoom();
  room.graph.addOutlier(other.graph.event(other.topic('elsewhere')));
  const text = textDrawing(drawingOf(room.graph, { nameOf: room.nameOf }));
  expect(text).toMatch(/^◑ {2}late .*SOFT-FAILED$/m);
  expect(text).toMatch(/^○ {2}\$.{7}… .*follows what is not known: \$.{7}…$/m);
  expect(text).toContain('◑ soft-failed   ○ known by itself: the state before it is not');
});

test('only users of the server that most are on are written without it', () => {
  const { graph } = new NamedRoom();
  const { graph: other } = new NamedRoom();
  const [create = ''] = other.eventIds;
  graph.addOutlier({ ...other.event(create), sender: '@zoe:b.example' });
  const text = textDrawing(drawingOf(graph));
  expect(text).toContain('Users without a server are on a.example.');
  expect(text).toContain('m.room.member @alice  @alice ');
  expect(text).toContain('@zoe:b.example');
});

test('where no server has most of the users all are written with it', () => {
  const { graph } = new NamedRoom();
  for (const eventId of graph.eventIds) graph.addOutlier({ ...graph.event(eventId), sender: '@zoe:b.example' });
  expect(textDrawing(drawingOf(graph))).toContain('m.room.member @alice:a.example  @alice:a.example');
});

test('hostile text stays on its line and moves nothing', () => {
  const room = new NamedRoom();
  room.state('bad\nname', 'm.\u001B[31m\n\u202Etype', { 'k\r': '\u0007\u2028', long: 'x'.repeat(60_000) });
  const text = textDrawing(drawingOf(room.graph, { nameOf: room.nameOf, title: 'a\nb', notes: ['c\u001Bd'] }));
  expect(text.split('\n')).toHaveLength(11);
  // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
  expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u2028\u202A-\u202E]/);
  expect(text.length).toBeLessThan(1500);
});
