import { alice, bob, carol, message, publicRoom, roomWithoutLevels, topic, withLevels } from './rooms.ts';
import { at, type Story, type StoryEvent } from './story.ts';

/** An m.room.third_party_invite, as it stands in a room until somebody takes it up. */
function pending(sender: string): StoryEvent {
  return { type: 'm.room.third_party_invite', sender, stateKey: 'token', content: { display_name: 'D…' } };
}

export const thirdPartyInviteEventStories: readonly Story[] = [
  {
    rule: 'third-party-invite.invite-level',
    about: 'inviting somebody by an address takes the invite level',
    accept: at(withLevels({ invite: 50 }), pending(bob)),
    reject: at(withLevels({ invite: 51 }), pending(bob)),
  },
  {
    rule: 'third-party-invite.invite-level',
    about: 'the invite level is 0 where none is given, and the level of state events does not matter',
    accept: at(publicRoom, pending(carol)),
    reject: at(withLevels({ users_default: -1 }), pending(carol)),
  },
  {
    rule: 'third-party-invite.invite-level',
    about: 'the level given for the type of the event does not matter',
    accept: at(withLevels({ events: { 'm.room.third_party_invite': 100 } }), pending(carol)),
    reject: at(withLevels({ events: { 'm.room.third_party_invite': 0 }, invite: 1 }), pending(carol)),
  },
];

export const requiredLevelStories: readonly Story[] = [
  {
    rule: 'required-level',
    about: 'messages take events_default',
    accept: at(withLevels({ events_default: 50 }), message(bob), 'allow'),
    reject: at(withLevels({ events_default: 51 }), message(bob)),
  },
  {
    rule: 'required-level',
    about: 'events_default is 0 where it is not given',
    accept: at(withLevels({ users_default: 0 }), message(carol), 'allow'),
    reject: at(withLevels({ users_default: -1 }), message(carol)),
  },
  {
    rule: 'required-level',
    about: 'state events take state_default',
    accept: at(withLevels({ state_default: 50 }), topic(bob), 'allow'),
    reject: at(withLevels({ state_default: 51 }), topic(bob)),
  },
  {
    rule: 'required-level',
    about: 'state_default is 50 where it is not given',
    accept: at(withLevels({}, { [bob]: 50 }), topic(bob), 'allow'),
    reject: at(withLevels({}, { [bob]: 49 }), topic(bob)),
  },
  {
    rule: 'required-level',
    about: 'the same event takes another level with a state key than without',
    accept: at(publicRoom, { ...message(carol), type: 'org.example.note' }, 'allow'),
    reject: at(publicRoom, { ...message(carol), type: 'org.example.note', stateKey: '' }),
  },
  {
    rule: 'required-level',
    about: 'a level given for a type counts, and not the one for all state events',
    accept: at(withLevels({ events: { 'm.room.topic': 0 } }), topic(carol), 'allow'),
    reject: at(withLevels({ events: { 'm.room.topic': 1 }, state_default: 0 }), topic(carol)),
  },
  {
    rule: 'required-level',
    about: 'a level given for a type counts, and not the one for all messages',
    accept: at(withLevels({ events: { 'm.room.message': 0 }, events_default: 50 }), message(carol), 'allow'),
    reject: at(withLevels({ events: { 'm.room.message': 1 } }), message(carol)),
  },
  {
    rule: 'required-level',
    about: 'users who are not listed have users_default',
    accept: at(withLevels({ users_default: 50 }), topic(carol), 'allow'),
    reject: at(withLevels({ users_default: 49 }), topic(carol)),
  },
  {
    rule: 'required-level',
    about: 'a user who is listed does not have users_default',
    accept: at(withLevels({ users_default: 100 }, { [carol]: 50 }), topic(carol), 'allow'),
    reject: at(withLevels({ users_default: 100 }, { [carol]: 49 }), topic(carol)),
  },
  {
    rule: 'required-level',
    about: 'without power levels the creator may send state events, which take 50, and others have 0',
    accept: at(roomWithoutLevels, topic(alice), 'allow'),
    reject: at(roomWithoutLevels, topic(bob)),
  },
  {
    rule: 'required-level',
    about: 'without power levels everybody may send messages',
    accept: at(roomWithoutLevels, message(carol), 'allow'),
    reject: at(roomWithoutLevels, topic(carol)),
  },
];
