import { JsonNumber, type JsonValue } from '../../../protocol/json.ts';
import { bob, carol, message, topic, withLevels } from '../rooms.ts';
import { at, type Story, type Where } from '../story.ts';
import { edit, editAllowed } from './edits.ts';

const whereTexts: Where = ({ powerLevelValues }) => powerLevelValues !== 'integer';
const whereFloats: Where = ({ powerLevelValues }) => powerLevelValues === 'integer-string-float';

/** A value that is 50 or more by what it is read as, and the like of it that is less, or the other way about. */
type Twins = readonly [about: string, accept: JsonValue, reject: JsonValue];
type Floats = readonly [about: string, accept: string, reject: string];

const literals = (twins: readonly Floats[]): Twins[] =>
  twins.map(([about, accept, reject]) => [about, new JsonNumber(accept), new JsonNumber(reject)]);

/** Levels of the sender, where 50 is required. */
const heldTexts: readonly Twins[] = [
  ['the text of an integer', '50', '49'],
  ['with a sign and zeros before it', '+050', '+049'],
  ['with whitespace around it', ' 50 ', ' 49 '],
  ['with a sign, zeros and whitespace', ' +050 ', ' -050 '],
];
const heldFloats: readonly Floats[] = [
  ['a float is cut at its point', '50.57', '49.99'],
  ['its exponent is applied first', '5.0e1', '4.99e1'],
  ['an exponent with a sign', '500.0e-1', '499.9e-1'],
  ['a capital exponent with a plus', '0.5E+2', '0.499E+2'],
];

/** Levels required where 50 is held. */
const requiredTexts: readonly Twins[] = [
  ['the text of an integer', '50', '51'],
  ['with a sign, zeros and whitespace', ' +0050 ', ' +0051 '],
  ['a negative one', '-51', '51'],
];
const requiredFloats: readonly Floats[] = [
  ['a float is cut at its point', '50.99', '51.0'],
  ['its exponent is applied first', '5.099e1', '5.1e1'],
];

function heldStory([about, accept, reject]: Twins, where: Where): Story {
  return {
    rule: 'required-level',
    about: `the level of a user may be another literal than an integer: ${about}`,
    where,
    accept: at(withLevels({}, { [bob]: accept }), topic(bob), 'allow'),
    reject: at(withLevels({}, { [bob]: reject }), topic(bob)),
  };
}

function requiredStories([about, accept, reject]: Twins, where: Where): Story[] {
  return [
    {
      rule: 'required-level',
      about: `the level of an event type may be another literal than an integer: ${about}`,
      where,
      accept: at(withLevels({ events: { 'm.room.topic': accept } }), topic(bob), 'allow'),
      reject: at(withLevels({ events: { 'm.room.topic': reject } }), topic(bob)),
    },
    {
      rule: 'required-level',
      about: `a level by itself may be another literal than an integer: ${about}`,
      where,
      accept: at(withLevels({ state_default: accept }), topic(bob), 'allow'),
      reject: at(withLevels({ state_default: reject }), topic(bob)),
    },
    {
      rule: 'power-levels.altered.new',
      about: `a level is added by its value, whatever the literal: ${about}`,
      where,
      accept: edit({}, { levels: { ban: accept } }, editAllowed),
      reject: edit({}, { levels: { ban: reject } }),
    },
    {
      rule: 'power-levels.altered.current',
      about: `a level is changed by its value, whatever the literal: ${about}`,
      where,
      accept: edit({ levels: { ban: accept } }, { levels: { ban: 10 } }, editAllowed),
      reject: edit({ levels: { ban: reject } }, { levels: { ban: 10 } }),
    },
    {
      rule: 'power-levels.entries-added-or-changed.new',
      about: `an entry of events is added by its value, whatever the literal: ${about}`,
      where,
      accept: edit({}, { levels: { events: { entry: accept } } }, editAllowed),
      reject: edit({}, { levels: { events: { entry: reject } } }),
    },
    {
      rule: 'power-levels.users-added-or-changed.new',
      about: `a user is listed by the value of the level, whatever the literal: ${about}`,
      where,
      accept: edit({}, { users: { [bob]: 50, [carol]: accept } }, editAllowed),
      reject: edit({}, { users: { [bob]: 50, [carol]: reject } }),
    },
  ];
}

export const valueStories: readonly Story[] = [
  ...heldTexts.map((twins) => heldStory(twins, whereTexts)),
  ...literals(heldFloats).map((twins) => heldStory(twins, whereFloats)),
  ...requiredTexts.flatMap((twins) => requiredStories(twins, whereTexts)),
  ...literals(requiredFloats).flatMap((twins) => requiredStories(twins, whereFloats)),
  {
    rule: 'required-level',
    about: 'users_default may be the text of a negative integer',
    where: whereTexts,
    accept: at(withLevels({ users_default: '-0' }), message(carol), 'allow'),
    reject: at(withLevels({ users_default: '-1' }), message(carol)),
  },
  {
    // Nearer to 0 than -1 would do, too, but canonical JSON, by which requests are signed, knows no -0, and leaves open what
    // becomes of a number that begins like it.
    rule: 'required-level',
    about: 'a negative float is cut at its point, too, and so comes nearer to 0',
    where: whereFloats,
    accept: at(withLevels({ events_default: -1, users_default: new JsonNumber('-1.99') }), message(carol), 'allow'),
    reject: at(withLevels({ events_default: -1, users_default: new JsonNumber('-2.01') }), message(carol)),
  },
];
