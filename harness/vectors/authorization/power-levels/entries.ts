import type { Story, Where } from '../story.ts';
import { edit, editAllowed, type Levels } from './edits.ts';

const current = 'power-levels.entries-changed-or-removed.current';
const next = 'power-levels.entries-added-or-changed.new';

/** One entry of an object at a value, beside another one that stays. */
function having(property: string, value?: number): Levels {
  return { levels: { [property]: { kept: 100, ...(value !== undefined && { entry: value }) } } };
}

function storiesOf(property: string, where: Where): Story[] {
  return [
    {
      rule: current,
      about: `an entry of ${property} is changed by whoever has at least its level`,
      where,
      accept: edit(having(property, 50), having(property, 40), editAllowed),
      reject: edit(having(property, 51), having(property, 40)),
    },
    {
      rule: current,
      about: `an entry of ${property} is removed by whoever has at least its level`,
      where,
      accept: edit(having(property, 50), having(property), editAllowed),
      reject: edit(having(property, 51), having(property)),
    },
    {
      rule: current,
      about: `all entries are removed with ${property} by whoever has at least the level of each`,
      where,
      accept: edit({ levels: { [property]: { entry: 50 } } }, {}, editAllowed),
      reject: edit({ levels: { [property]: { entry: 50, another: 51 } } }, {}),
    },
    {
      rule: next,
      about: `an entry of ${property} is changed to no more than the own level`,
      where,
      accept: edit(having(property, 40), having(property, 50), editAllowed),
      reject: edit(having(property, 40), having(property, 51)),
    },
    {
      rule: next,
      about: `an entry of ${property} is added with no more than the own level`,
      where,
      accept: edit(having(property), having(property, 50), editAllowed),
      reject: edit(having(property), having(property, 51)),
    },
  ];
}

export const entryStories: readonly Story[] = [
  ...storiesOf('events', () => true),
  ...storiesOf('notifications', ({ notificationLevelsAuthed }) => notificationLevelsAuthed),
  {
    rule: current,
    about: 'who may change or remove an entry of notifications is not asked before room version 6',
    where: ({ notificationLevelsAuthed }) => !notificationLevelsAuthed,
    accept: edit(having('notifications', 51), having('notifications', 40), editAllowed),
    reject: edit(having('events', 51), having('events', 40)),
  },
  {
    rule: next,
    about: 'who may add or change an entry of notifications is not asked before room version 6',
    where: ({ notificationLevelsAuthed }) => !notificationLevelsAuthed,
    accept: edit(having('notifications'), having('notifications', 51), editAllowed),
    reject: edit(having('events'), having('events', 51)),
  },
];
