import { expect, test } from 'vitest';
import { citedIds } from './cited-ids.ts';
import type { JsonValue } from './json.ts';

test.for<[string, JsonValue | undefined, string[]]>([
  ['IDs alone', ['$a', '$b'], ['$a', '$b']],
  ['IDs with hashes', [['$a:x', { sha256: 'AAAA' }]], ['$a:x']],
  ['IDs whose hashes are missing', [['$a:x'], ['$b:x', {}]], ['$a:x', '$b:x']],
  ['both forms in their order', ['$b', ['$a', { sha256: 'AAAA' }]], ['$b', '$a']],
  ['an ID that stands twice', ['$a', '$a'], ['$a', '$a']],
  ['only the IDs of what else is there', [1, null, [], [1], [['$a']], {}, '$b'], ['$b']],
  ['none in an empty array', [], []],
  ['none in a text', '$a', []],
  ['none in an object', { 0: '$a', length: 1 }, []],
  ['none where there is nothing', undefined, []],
  ['none in null', null, []],
])('finds %s', ([, references, ids]) => {
  expect(citedIds(references)).toEqual(ids);
});
