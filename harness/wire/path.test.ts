import { expect, test } from 'vitest';
import { path } from './path.ts';

test.each([
  ['a room ID', path`/rooms/${'!a:b.example:1'}/x`, '/rooms/!a%3Ab.example%3A1/x'],
  ['an event ID of room version 3', path`/event/${'$a/b+c'}`, '/event/%24a%2Fb%2Bc'],
  ['several, also in the query', path`/${'a'}?v=${'b&c'}&limit=${10}`, '/a?v=b%26c&limit=10'],
  ['text beyond ASCII', path`/${'#ä:b'}`, '/%23%C3%A4%3Ab'],
  ['nothing', path`/_matrix/key/v2/server`, '/_matrix/key/v2/server'],
  ['an empty text', path`/a/${''}`, '/a/'],
])('encodes %s', (_case, encoded, expected) => {
  expect(encoded).toBe(expected);
});
