import { dave, daveIs, erin, knock, membership, withLevels } from './rooms.ts';
import { at, type Story, type Where } from './story.ts';
import { transitionStories } from './transitions.ts';

const knocked = 'member.knock.allow';

function storiesOf(joinRule: string, where: Where): Story[] {
  const room = daveIs('never', joinRule);
  return [
    ...['public', 'invite', 'restricted', 'org.example.puzzle'].map((other): Story => ({
      rule: 'member.knock.join-rule',
      about: `one can knock under the join rule ${joinRule}, and not under ${other}`,
      where,
      accept: at(room, knock(dave), knocked),
      reject: at(daveIs('never', other), knock(dave)),
    })),
    {
      rule: 'member.knock.sender',
      about: `nobody knocks for another (${joinRule})`,
      where,
      accept: at(room, knock(dave), knocked),
      reject: at(room, membership('knock', erin, dave)),
    },
    {
      rule: 'member.knock.allow',
      about: `knocking takes no power (${joinRule})`,
      where,
      accept: at(daveIs('never', joinRule, withLevels({ users_default: -1, state_default: 100 })), knock(dave)),
      reject: at(daveIs('ban', joinRule, withLevels({ state_default: 100 })), knock(dave), 'member.knock.reject'),
    },
    ...transitionStories({
      rule: 'member.knock.reject',
      may: `can knock under the join rule ${joinRule}`,
      event: knock(dave),
      joinRule,
      where,
      accept: [
        ['never', knocked],
        ['leave', knocked],
        ['knock', knocked],
      ],
      reject: [['ban'], ['invite'], ['join']],
    }),
  ];
}

export const knockStories: readonly Story[] = [
  ...storiesOf('knock', () => true),
  ...storiesOf('knock_restricted', ({ knockRestricted }) => knockRestricted),
  {
    rule: 'member.knock.join-rule',
    about: 'before one can be asked for a restricted room, nobody knocks under the join rule knock_restricted',
    where: ({ knockRestricted }) => !knockRestricted,
    accept: at(daveIs('never', 'knock'), knock(dave), knocked),
    reject: at(daveIs('never', 'knock_restricted'), knock(dave)),
  },
];
