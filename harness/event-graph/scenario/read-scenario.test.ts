import { expect, test } from 'vitest';
import { parseScenario, readScenario } from './read-scenario.ts';
import { ScenarioError } from './scenario-error.ts';

const text = `title: Two topics
why: The later is applied last.
decides: { v1: [sr.v1.others-deepest], v2: [sr.v2.mainline.time] }
actors: [alice, bob@b]
room: { joined: [bob] }
events:
  one: { sender: alice, topic: one }
  two: { sender: bob, type: m.room.topic, stateKey: '', content: { topic: two }, after: bob }
  merge: { mergeOf: [one, two] }
expect:
  states:
    merge: { m.room.topic: one, bob: bob }
  verdicts:
    two: { rejected: required-level }
`;

const messageOf = (changed: string): string => {
  try {
    parseScenario(changed, 'two-topics.yaml');
  } catch (error) {
    return error instanceof ScenarioError ? error.message : String(error);
  }
  return 'nothing is wrong';
};

test('reads what is written, with what follows from it', () => {
  const scenario = parseScenario(text, 'folder/two-topics.yaml');
  expect(scenario).toMatchObject({
    slug: 'two-topics',
    decides: { v1: ['sr.v1.others-deepest'], v2: ['sr.v2.mainline.time'], 'v2.1': ['sr.v2.mainline.time'] },
    vectors: [],
    expect: {
      states: { merge: { v1: { 'm.room.topic': 'one', '@bob': 'bob' }, 'v2.1': { '@bob': 'bob' } } },
      verdicts: { two: { verdict: 'rejected', ruleId: 'required-level' } },
    },
  });
  expect(scenario.roomVersions).toHaveLength(12);
  expect([...scenario.actors]).toEqual([
    ['alice', 'a'],
    ['bob', 'b'],
  ]);
  expect([...scenario.events.keys()]).toEqual(['create', 'alice', 'PL', 'JR', 'bob', 'one', 'two', 'merge']);
  expect(scenario.events.get('merge')).toMatchObject({
    sender: 'alice',
    type: 'm.room.message',
    after: ['one', 'two'],
  });
  const without = parseScenario(text.replace('[bob]', '[bob], powerLevels: false'), 'two-topics.yaml');
  expect([...without.events.keys()]).toEqual(['create', 'alice', 'JR', 'bob', 'one', 'two', 'merge']);
});

test.each([
  ['', 'all', 12],
  ['roomVersions: [2, 12]', 'a list', 2],
  ['roomVersions: { since: 2 }', 'those since one', 11],
  ['roomVersions: { since: 3, until: 5 }', 'those between', 3],
])('%s stands for %s', (line, _meaning, count) => {
  expect(parseScenario(`${line}\n${text}`, 'x.yaml').roomVersions).toHaveLength(count);
});

test.each([
  [
    'is no YAML',
    'actors: [alice, bob@b]',
    'actors: [alice, bob@b',
    /^two-topics\.yaml:5:1: This is not YAML: .*\n  5 \| room:/,
  ],
  ['lacks something', 'title: Two topics\n', '', /:1:1: The scenario lacks "title"\. Add it\./],
  [
    'has a key too many',
    'sender: alice, topic',
    'sender: alice, at: 3, topic',
    /:7:25: "events\.one" has "at", which means nothing here\. It can have: sender, type,.*\n  7 \|   one:.*\n +\^$/,
  ],
  [
    'has no verb',
    'sender: alice, topic: one',
    'sender: alice',
    /:7:8: "events\.one" needs exactly one of: type, join, /,
  ],
  [
    'has two verbs',
    'sender: alice, topic: one',
    'sender: alice, topic: one, ban: bob',
    /:7:8: .* needs exactly one of: /,
  ],
  ['has a wrong type', 'topic: one }', 'topic: 1 }', /:7:32: "events\.one\.topic" must be of type string\./],
  [
    'has an unknown room version',
    'room:',
    'roomVersions: [13]\nroom:',
    /:5:16: "roomVersions\.0" must be one of: 1, 2, /,
  ],
  [
    'has a name that is not allowed',
    '  one: {',
    '  $one: {',
    /:7:3: "events" has the name \$one\. Begin it with a letter/,
  ],
  ['is sent by nobody', 'sender: alice, topic', 'topic', /:7:8: Nobody sends this event\. Add "sender"\./],
  [
    'has an unknown sender',
    'sender: alice',
    'sender: alic',
    /:7:18: alic is no actor\. Add it to "actors", or take one of: alice, bob\./,
  ],
  [
    'follows what comes later',
    'after: bob',
    'after: merge',
    /:8:89: There is no event merge before this\. Take one of: create, /,
  ],
  [
    'follows what is missing',
    'after: bob',
    'after: $missing',
    /:8:8: .*Say in authEvents what it cites, or in toldState what the state is\./,
  ],
  ['has a name twice', '  one: {', '  bob: {', /:7:3: There are two events bob: the room begins with one\./],
  [
    'has an expression that means nothing',
    'topic: one }',
    "topic: one, idLike: '(' }",
    /:7:45: \( is no regular expression\./,
  ],
  ['expects an unknown event', 'm.room.topic: one', 'm.room.topic: three', /:12:28: There is no event three/],
  ['expects something of an unknown user', 'one, bob: bob', 'one, bop: bob', /:12:33: bop is no actor\./],
  ['expects a state nowhere', '    merge: {', '    marge: {', /:12:5: There is no event marge/],
  [
    'expects a verdict that there is not',
    '{ rejected: required-level }',
    'refused',
    /:14:10: .* must be one of: accepted, soft-failed, not-taken\./,
  ],
])('quotes the line where a scenario %s', (_what, part, replacement, message) => {
  expect(text).toContain(part);
  expect(messageOf(text.replace(part, replacement))).toMatch(message);
});

test('says that there is no such file', () => {
  expect(() => readScenario('no/such.yaml')).toThrow(
    /^The scenario no\/such\.yaml cannot be read: .*Check the path\.$/,
  );
});
