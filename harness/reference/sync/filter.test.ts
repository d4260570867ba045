import { expect, test } from 'vitest';
import { ownRules } from '../rules.ts';
import { withFields } from './event-fields.ts';
import { passes } from './filter.ts';

const event = { type: 'm.room.message', sender: '@alice:localhost', content: {}, roomId: '!room' };

test.each([
  [{}, true],
  [{ types: [] }, false],
  [{ types: ['m.room.*'] }, true],
  [{ types: ['*message'] }, true],
  [{ types: ['m.*.mess*'] }, true],
  [{ types: ['m.room.message*message'] }, false],
  [{ types: ['m.room'] }, false],
  [{ types: ['m.room.message'], not_types: ['*'] }, false],
  [{ senders: ['@alice:*'] }, false],
  [{ rooms: ['!other'] }, false],
  [{ not_rooms: ['!other'] }, true],
  [{ contains_url: false }, true],
  [{ contains_url: true }, false],
])('%j', (filter, passing) => {
  expect(passes(ownRules, filter, event)).toBe(passing);
});

test('fields by dot-separated paths', () => {
  const whole = { type: 't', content: { body: 'b', 'm.relates_to': { event_id: '$1', rel_type: 'r' }, 'a\\b': 1 } };
  expect(withFields(whole, ['type', 'content.body'])).toEqual({ type: 't', content: { body: 'b' } });
  expect(withFields(whole, [String.raw`content.m\.relates_to.event_id`, 'content.other'])).toEqual({
    content: { 'm.relates_to': { event_id: '$1' } },
  });
  expect(withFields(whole, [String.raw`content.a\\b`])).toEqual({ content: { 'a\\b': 1 } });
  expect(withFields(whole, undefined)).toBe(whole);
});
