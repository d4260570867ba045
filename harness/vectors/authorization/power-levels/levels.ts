import type { JsonObject } from '../../../protocol/json.ts';
import type { Story } from '../story.ts';
import { edit, editAllowed, type Levels } from './edits.ts';

const names = ['users_default', 'events_default', 'state_default', 'ban', 'redact', 'kick', 'invite'] as const;

/** One level at a value. bob may send power levels whatever it is. */
function having(name: string, value?: number): Levels {
  const events: JsonObject = { 'm.room.power_levels': 50 };
  return { levels: { events, ...(value !== undefined && { [name]: value }) } };
}

const current = 'power-levels.altered.current';
const next = 'power-levels.altered.new';

function storiesOf(name: string): Story[] {
  return [
    {
      rule: current,
      about: `${name} is changed by whoever has at least its level`,
      accept: edit(having(name, 50), having(name, 40), editAllowed),
      reject: edit(having(name, 51), having(name, 40)),
    },
    {
      rule: current,
      about: `${name} is removed by whoever has at least its level`,
      accept: edit(having(name, 50), having(name), editAllowed),
      reject: edit(having(name, 51), having(name)),
    },
    {
      rule: next,
      about: `${name} is changed to no more than the own level`,
      accept: edit(having(name, 40), having(name, 50), editAllowed),
      reject: edit(having(name, 40), having(name, 51)),
    },
    {
      rule: next,
      about: `${name} is added with no more than the own level`,
      accept: edit(having(name), having(name, 50), editAllowed),
      reject: edit(having(name), having(name, 51)),
    },
  ];
}

const tooHigh = { ban: 100, events: { 'm.room.name': 100, 'm.room.power_levels': 50 } };

export const levelStories: readonly Story[] = [
  ...names.flatMap(storiesOf),
  {
    rule: editAllowed,
    about: 'levels that stay as they are may be above that of the sender',
    accept: edit({ levels: tooHigh }, { levels: { ...tooHigh, events_default: 10 } }),
    reject: edit({ levels: tooHigh }, { levels: { ...tooHigh, ban: 99, events_default: 10 } }, current),
  },
  {
    rule: editAllowed,
    about: 'an edit that alters nothing is allowed, by whoever may send power levels',
    accept: edit({ levels: tooHigh }, { levels: tooHigh }),
    reject: edit({ levels: { ...tooHigh, events: {}, state_default: 51 } }, { levels: tooHigh }, 'required-level'),
  },
  {
    rule: editAllowed,
    about: 'what is no level by its name may have any value',
    accept: edit({}, { levels: { 'org.example.level': 100 } }),
    reject: edit({}, { levels: { ban: 100 } }, next),
  },
];
