import { describe, expect, test } from 'vitest';
import { RoomEvent } from '../../protocol/room-event.ts';
import { roomVersions } from '../../protocol/room-versions.ts';
import { RoomState } from '../../protocol/state-resolution/room-state.ts';
import { ownRules } from '../rules.ts';
import { stateChanges } from './state-changes.ts';

const event = (eventId: string, type: string) =>
  new RoomEvent(
    {
      type,
      sender: '@alice:localhost',
      room_id: '!room:localhost',
      state_key: '',
      origin_server_ts: 0,
      depth: 1,
      prev_events: [],
      auth_events: [],
      content: {},
    },
    eventId,
    roomVersions['11'],
  );

const [topic, earlierTopic, name] = [event('$topic', 'topic'), event('$earlier', 'topic'), event('$name', 'name')];
const before = RoomState.of([earlierTopic, name]);

function changesOf(end: RoomState, timeline: readonly RoomEvent[], stateAfter = false): string[] {
  const states = { known: before, start: before, end };
  const view = { homeserver: { rules: ownRules }, stateAfter };
  const shown = timeline.map((one) => ({ eventId: one.eventId, event: one }));
  return stateChanges(view, states, shown).map(({ eventId }) => eventId);
}

describe('a state that changed', () => {
  const end = before.with(topic);

  test('by an event in the timeline is told there', () => expect(changesOf(end, [topic])).toEqual([]));
  test('without an event in the timeline is told here', () => expect(changesOf(end, [])).toEqual(['$topic']));
  test('is told here where the client wants that at the end', () =>
    expect(changesOf(end, [topic], true)).toEqual(['$topic']));
});

test('a change in the timeline that state resolution took back cannot be taken back by what comes before it', () => {
  expect(changesOf(before, [topic])).toEqual([]);
  expect(changesOf(before, [topic], true)).toEqual([]);
});
