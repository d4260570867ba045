import { bob, carol, powerLevels, publicRoom, roomOfTwo, withLevels, alice } from './rooms.ts';
import { at, type Room, type Story, type StoryEvent, andThen } from './story.ts';

/** The first event by bob is his join, as the first by carol is hers. */
const bobs = roomOfTwo;
const carols = publicRoom;

function redact(sender: string, redacts: Room): StoryEvent {
  return { type: 'm.room.redaction', sender, content: {}, redacts };
}

const decided = 'redaction.reject';

export const redactionStories: readonly Story[] = [
  {
    rule: 'redaction.level',
    about: 'redacting the events of others takes the redact level',
    accept: at(withLevels({ redact: 50 }), redact(bob, carols)),
    reject: at(withLevels({ redact: 51 }), redact(bob, carols), decided),
  },
  {
    rule: 'redaction.level',
    about: 'the redact level is 50 where none is given',
    accept: at(withLevels({}, { [bob]: 50 }), redact(bob, carols)),
    reject: at(withLevels({}, { [bob]: 49 }), redact(bob, carols), decided),
  },
  {
    rule: 'redaction.level',
    about: 'the redact level may be a text',
    accept: at(withLevels({ redact: '0' }), redact(carol, bobs)),
    reject: at(withLevels({ redact: '1' }), redact(carol, bobs), decided),
  },
  {
    rule: 'redaction.domain',
    about: 'redacting an event of the same server takes no level',
    accept: at(publicRoom, redact(carol, carols)),
    reject: at(publicRoom, redact(carol, bobs), decided),
  },
  {
    rule: 'redaction.domain',
    about: 'the server is the one in the ID of the redaction, whoever sent it',
    accept: at(publicRoom, { ...redact(carol, bobs), ...withId('$a-redaction:b.example') }),
    reject: at(publicRoom, { ...redact(carol, carols), ...withId('$another-redaction:b.example') }, decided),
  },
  {
    rule: 'redaction.reject',
    about: 'a user without power does not redact the events of another server',
    accept: at(andThen(publicRoom, powerLevels(alice, { redact: 0 })), redact(carol, bobs), 'redaction.level'),
    reject: at(publicRoom, redact(carol, bobs)),
  },
  {
    rule: 'required-level',
    about: 'a redaction takes the level of its type, even one of an event of the same server',
    accept: at(withLevels({ events: { 'm.room.redaction': 0 } }), redact(carol, carols), 'redaction.domain'),
    reject: at(withLevels({ events: { 'm.room.redaction': 1 } }), redact(carol, carols)),
    where: ({ redactionDecidedBy }) => redactionDecidedBy === 'authorization-rule',
  },
  {
    rule: 'allow',
    about: 'a redaction is allowed as any message is: whether it is applied is asked later',
    accept: at(withLevels({ redact: 100 }), redact(carol, bobs)),
    reject: at(withLevels({ redact: 0, events: { 'm.room.redaction': 1 } }), redact(carol, bobs), 'required-level'),
    where: ({ redactionDecidedBy }) => redactionDecidedBy === 'apply-time-rule',
  },
];

/** An ID of another server than the sender's, which then signs as well. */
function withId(eventId: string): Pick<StoryEvent, 'overrides' | 'alsoSignedBy'> {
  return { overrides: { event_id: eventId }, alsoSignedBy: ['b.example'] };
}
