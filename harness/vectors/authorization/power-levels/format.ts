import { JsonNumber, type JsonObject, type JsonValue } from '../../../protocol/json.ts';
import { alice, bob, carol, powerLevels, publicRoom, roomWithoutLevels, userId } from '../rooms.ts';
import { at, type Story, type StoryEvent } from '../story.ts';
import { edit, editAllowed } from './edits.ts';

const names = ['users_default', 'events_default', 'state_default', 'ban', 'redact', 'kick', 'invite'] as const;

/** Values that are no integer in any room version. */
const noIntegers: readonly (readonly [what: string, value: JsonValue])[] = [
  ['a text without digits', 'fifty'],
  ['an empty text', ''],
  ['null', null],
  ['a boolean', true],
  ['an array', [50]],
  ['an object', { level: 50 }],
];

/** Texts of numbers that are no integers in base 10. */
const noIntegerTexts: readonly string[] = ['50.0', '5e1', '0x32', '1_0', '+ 50', '--50', '50 50'];

const levelsRule = 'power-levels.levels';
const entriesRule = 'power-levels.entries';
const usersRule = 'power-levels.users';

/** Power levels of bob, with a list of users as it is. */
function listing(users: JsonValue): StoryEvent {
  return { ...powerLevels(bob), content: { users } };
}

/** Room versions 10 and later: integers and nothing else. */
const integerStories: readonly Story[] = [
  ...names.map((name): Story => ({
    rule: levelsRule,
    about: `${name} is an integer, not the text of one`,
    accept: edit({}, { levels: { [name]: 50 } }, editAllowed),
    reject: edit({}, { levels: { [name]: '50' } }),
  })),
  ...noIntegers.map(([what, value]): Story => ({
    rule: levelsRule,
    about: `a level is an integer, and ${what} is none`,
    accept: edit({}, { levels: { kick: 50 } }, editAllowed),
    reject: edit({}, { levels: { kick: value } }),
  })),
  {
    rule: levelsRule,
    about: 'the first power levels have integers, too',
    accept: at(roomWithoutLevels, powerLevels(alice, { ban: 50 }), 'power-levels.first'),
    reject: at(roomWithoutLevels, powerLevels(alice, { ban: '50' })),
  },
  ...['events', 'notifications'].flatMap((property): Story[] => [
    {
      rule: entriesRule,
      about: `an entry of ${property} is an integer, not the text of one`,
      accept: edit({}, { levels: { [property]: { entry: 50 } } }, editAllowed),
      reject: edit({}, { levels: { [property]: { entry: '50' } } }),
    },
    {
      rule: entriesRule,
      about: `an entry of ${property} is an integer, and null is none`,
      accept: edit({}, { levels: { [property]: { entry: 0 } } }, editAllowed),
      reject: edit({}, { levels: { [property]: { entry: null } } }),
    },
    {
      rule: entriesRule,
      about: `${property} is an object, not an array`,
      accept: edit({}, { levels: { [property]: {} } }, editAllowed),
      reject: edit({}, { levels: { [property]: [] } }),
    },
    {
      rule: entriesRule,
      about: `${property} is an object, not null`,
      accept: edit({}, { levels: { [property]: {} } }, editAllowed),
      reject: edit({}, { levels: { [property]: null } }),
    },
  ]),
  {
    rule: usersRule,
    about: "a user's level is an integer, not the text of one",
    where: ({ powerLevelValues }) => powerLevelValues === 'integer',
    accept: edit({}, { users: { [bob]: 50, [carol]: 50 } }, editAllowed),
    reject: edit({}, { users: { [bob]: 50, [carol]: '50' } }),
  },
];

const usersStories: readonly Story[] = [
  ...noIntegers.map(([what, value]): Story => ({
    rule: usersRule,
    about: `a user's level is an integer, and ${what} is none`,
    accept: edit({}, { users: { [bob]: 50, [carol]: 0 } }, editAllowed),
    reject: edit({}, { users: { [bob]: 50, [carol]: value } }),
  })),
  ...noIntegerTexts.map((text): Story => ({
    rule: usersRule,
    about: `the text of an integer has digits of base 10 and perhaps one sign before them: not ${text}`,
    where: ({ powerLevelValues }) => powerLevelValues !== 'integer',
    accept: edit({}, { users: { [bob]: 50, [carol]: '50' } }, editAllowed),
    reject: edit({}, { users: { [bob]: 50, [carol]: text } }),
  })),
  {
    rule: usersRule,
    about: 'a level is within the range of a double',
    where: ({ powerLevelValues }) => powerLevelValues === 'integer-string-float',
    accept: edit({}, { users: { [bob]: 50, [carol]: new JsonNumber('4.0e1') } }, editAllowed),
    reject: edit({}, { users: { [bob]: 50, [carol]: new JsonNumber('4.0e400') } }),
  },
  ...['bob', '@bob', 'bob:b.example', '#bob:b.example', ''].map((noUserId): Story => ({
    rule: usersRule,
    about: `users are listed by their user IDs, and ${noUserId === '' ? 'the empty text' : noUserId} is none`,
    accept: at(roomWithoutLevels, { ...listing({ [userId(carol)]: 10 }), sender: alice }, 'power-levels.first'),
    reject: at(roomWithoutLevels, { ...listing({ [noUserId]: 10 }), sender: alice }),
  })),
  ...(
    [
      ['an array', []],
      ['a text', 'users'],
      ['null', null],
      ['a number', 50],
    ] as const
  ).map(([what, value]): Story => ({
    rule: usersRule,
    about: `users are listed in an object, and not in ${what}`,
    accept: at(roomWithoutLevels, { ...listing({}), sender: alice }, 'power-levels.first'),
    reject: at(roomWithoutLevels, { ...listing(value as unknown as JsonValue), sender: alice }),
  })),
];

/** Levels that alice gives, who created the room. */
const high: JsonObject = { ban: 101, events: { 'm.room.name': 101 } };

const firstStories: readonly Story[] = [
  {
    rule: 'power-levels.first',
    about: 'the first power levels may have any level, later ones none above that of their sender',
    accept: at(roomWithoutLevels, powerLevels(alice, high, { [bob]: 101 })),
    reject: at(publicRoom, powerLevels(bob, high, { [bob]: 101 }), 'power-levels.altered.new'),
  },
  {
    rule: 'power-levels.first',
    about: 'the creator gives any level in the first power levels, and later none above 100',
    where: ({ creatorPower }) => creatorPower === '100-by-default',
    accept: at(roomWithoutLevels, powerLevels(alice, high)),
    reject: at(publicRoom, powerLevels(alice, high), 'power-levels.altered.new'),
  },
  {
    rule: 'power-levels.first',
    about: 'sending the first power levels takes the level of a state event',
    accept: at(roomWithoutLevels, powerLevels(alice, {}, {})),
    reject: at(roomWithoutLevels, powerLevels(bob, {}, {}), 'required-level'),
  },
];

export const formatStories: readonly Story[] = [...integerStories, ...usersStories, ...firstStories];
