import { bob, carol, dave, erin, type Users } from '../rooms.ts';
import type { Story } from '../story.ts';
import { edit, editAllowed, type Levels } from './edits.ts';

const current = 'power-levels.users-changed-or-removed.current';
const next = 'power-levels.users-added-or-changed.new';

const users = (others: Users = {}): Levels => ({ users: { [bob]: 50, ...others } });

export const userStories: readonly Story[] = [
  {
    rule: current,
    about: 'a user with less power is lowered, one with as much is not',
    accept: edit(users({ [erin]: 49 }), users({ [erin]: 0 }), editAllowed),
    reject: edit(users({ [erin]: 50 }), users({ [erin]: 0 })),
  },
  {
    rule: current,
    about: 'a user with less power is raised, one with as much is left alone',
    accept: edit(users({ [erin]: 49 }), users({ [erin]: 50 }), editAllowed),
    reject: edit(users({ [erin]: 50 }), users({ [erin]: 51 })),
  },
  {
    rule: current,
    about: 'a user with less power is taken from the list, one with as much is not',
    accept: edit(users({ [erin]: 49 }), users(), editAllowed),
    reject: edit(users({ [erin]: 50 }), users()),
  },
  {
    rule: current,
    about: 'a user with more power is neither lowered nor taken from the list',
    accept: edit(users({ [erin]: 51, [dave]: 49 }), users({ [erin]: 51, [dave]: 1 }), editAllowed),
    reject: edit(users({ [erin]: 51, [dave]: 49 }), users({ [dave]: 49 })),
  },
  {
    rule: current,
    about: 'the own level is lowered, but not that of another with as much',
    accept: edit(users({ [erin]: 50 }), { users: { [bob]: 40, [erin]: 50 } }, editAllowed),
    reject: edit(users({ [erin]: 50 }), { users: { [bob]: 50, [erin]: 40 } }),
  },
  {
    rule: current,
    about: 'the own level is taken from the list, but not that of another with as much',
    accept: edit(users({ [erin]: 50 }), { users: { [erin]: 50 } }, editAllowed),
    reject: edit(users({ [erin]: 50 }), users()),
  },
  {
    rule: current,
    about: 'lowering oneself gives no right to lower one with as much in the same event',
    accept: edit(users({ [erin]: 49 }), { users: { [bob]: 40, [erin]: 40 } }, editAllowed),
    reject: edit(users({ [erin]: 50 }), { users: { [bob]: 40, [erin]: 40 } }),
  },
  {
    rule: next,
    about: 'the own level is not raised',
    accept: edit(users(), { users: { [bob]: 49 } }, editAllowed),
    reject: edit(users(), { users: { [bob]: 51 } }),
  },
  {
    rule: next,
    about: 'a user is listed with no more than the own level',
    accept: edit(users(), users({ [carol]: 50 }), editAllowed),
    reject: edit(users(), users({ [carol]: 51 })),
  },
  {
    rule: next,
    about: 'a user who is listed gets no more than the own level',
    accept: edit(users({ [carol]: 10 }), users({ [carol]: 50 }), editAllowed),
    reject: edit(users({ [carol]: 10 }), users({ [carol]: 51 })),
  },
  {
    rule: next,
    about: 'a user is listed below users_default, but not above the own level',
    accept: edit(
      { levels: { users_default: 10 } },
      { levels: { users_default: 10 }, users: { [bob]: 50, [carol]: -10 } },
      editAllowed,
    ),
    reject: edit(
      { levels: { users_default: 10 } },
      { levels: { users_default: 10 }, users: { [bob]: 50, [carol]: 60 } },
    ),
  },
];
