import { bob, carol, dave, publicRoom } from './rooms.ts';
import { at, type Story, type StoryEvent } from './story.ts';

function aliases(sender: string, stateKey?: string): StoryEvent {
  const content = { aliases: ['#somewhere:c.example'] };
  return { type: 'm.room.aliases', sender, content, ...(stateKey !== undefined && { stateKey }) };
}

const ownAliases = at(publicRoom, aliases(carol, 'c.example'), 'aliases.allow');

export const aliasesStories: readonly Story[] = [
  {
    rule: 'aliases.state-key',
    about: 'aliases have a state key',
    accept: ownAliases,
    reject: at(publicRoom, aliases(carol)),
  },
  {
    rule: 'aliases.domain',
    about: 'a user publishes the aliases of the own server',
    accept: ownAliases,
    reject: at(publicRoom, aliases(carol, 'b.example')),
  },
  {
    rule: 'aliases.allow',
    about: 'publishing aliases takes neither power nor a membership',
    accept: at(publicRoom, aliases(dave, 'd.example')),
    reject: at(publicRoom, aliases(dave, 'c.example'), 'aliases.domain'),
  },
  {
    rule: 'required-level',
    about: 'publishing aliases takes the level of any state event, whatever the state key',
    where: ({ aliasesRule }) => !aliasesRule,
    accept: at(publicRoom, aliases(bob, 'c.example'), 'allow'),
    reject: at(publicRoom, aliases(carol, 'c.example')),
  },
  {
    rule: 'sender-joined',
    about: 'publishing aliases takes a membership, and no state key',
    where: ({ aliasesRule }) => !aliasesRule,
    accept: at(publicRoom, aliases(carol), 'allow'),
    reject: at(publicRoom, aliases(dave)),
  },
];
