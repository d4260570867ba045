import {
  ban,
  bob,
  carol,
  dave,
  daveIs,
  erin,
  join,
  joinRules,
  kick,
  leave,
  type Membership,
  publicRoom,
  userId,
  withLevels,
} from './rooms.ts';
import type { JsonValue } from '../../protocol/json.ts';
import { at, type Room, type Side, type Story, type StoryEvent, andThen, type Where } from './story.ts';
import { transitionStories } from './transitions.ts';

/** A join that a user authorises, with the signature of that user's server. */
function joinVia(user: string, { signed = true, by = dave } = {}): StoryEvent {
  const server = `${user.split('@')[1] ?? 'a'}.example`;
  const event = join(by, { join_authorised_via_users_server: userId(user) });
  return signed ? { ...event, alsoSignedBy: [server] } : event;
}

/** A join that names something as the user who authorises it, signed by bob's server. */
function joinNaming(value: JsonValue): StoryEvent {
  return { ...join(dave, { join_authorised_via_users_server: value }), alsoSignedBy: ['b.example'] };
}

const wrongSignature = { signatures: { 'b.example': { 'ed25519:1': 'A'.repeat(86) } } };
const notSigned = joinVia(bob, { signed: false });
const restrictedRoom = andThen(publicRoom, joinRules('restricted'));

export const authorisedStories: readonly Story[] = [
  {
    rule: 'member.authorised.signature',
    about: 'the server of the user who authorises a join signs it',
    accept: at(restrictedRoom, joinVia(bob), 'member.join.restricted.allow'),
    reject: at(restrictedRoom, notSigned),
  },
  {
    rule: 'member.authorised.signature',
    about: 'the signature is a valid one',
    accept: at(restrictedRoom, joinVia(bob), 'member.join.restricted.allow'),
    reject: at(restrictedRoom, { ...notSigned, overrides: wrongSignature }),
  },
  {
    rule: 'member.authorised.signature',
    about: 'the signature of another server than that of the user who authorises does not do',
    accept: at(restrictedRoom, joinVia(bob), 'member.join.restricted.allow'),
    reject: at(restrictedRoom, { ...notSigned, alsoSignedBy: ['c.example'] }),
  },
  {
    rule: 'member.authorised.signature',
    about: "a user of the same server needs no more than the own server's signature",
    accept: at(restrictedRoom, joinVia(bob, { signed: false, by: 'frank@b' }), 'member.join.restricted.allow'),
    reject: at(restrictedRoom, joinVia(bob, { signed: false, by: 'frank@d' })),
  },
  {
    rule: 'member.authorised.signature',
    about: 'the signature is asked for in a public room as well',
    accept: at(publicRoom, joinVia(bob), 'member.join.public'),
    reject: at(publicRoom, notSigned),
  },
  {
    rule: 'member.authorised.signature',
    about: 'the signature is asked for even of a user who is invited',
    accept: at(daveIs('invite', 'restricted'), joinVia(bob), 'member.join.restricted.invited'),
    reject: at(daveIs('invite', 'restricted'), notSigned),
  },
  {
    rule: 'member.authorised.signature',
    about: 'the signature is asked for with any membership',
    accept: at(daveIs('join'), { ...joinVia(bob), content: leaveVia(bob) }, 'member.leave.own'),
    reject: at(daveIs('join'), { ...leave(dave), content: leaveVia(bob) }),
  },
  {
    rule: 'member.authorised.signature',
    about: 'what names no server cannot be signed by it',
    accept: at(publicRoom, joinNaming(userId(bob)), 'member.join.public'),
    reject: at(publicRoom, joinNaming('bob')),
  },
];

function leaveVia(user: string): { membership: string; join_authorised_via_users_server: string } {
  return { membership: 'leave', join_authorised_via_users_server: userId(user) };
}

/** The stories of one of the join rules under which a member may let somebody in. */
function storiesOf(joinRule: string, what: string, where: Where): Story[] {
  const under = (room: Room): Room => andThen(room, joinRules(joinRule));
  const authoriser = (about: string, accept: Side, reject: Side): Story => {
    return { rule: 'member.join.restricted.authoriser', about: `${about}, in a ${what} room`, where, accept, reject };
  };
  const allowed = 'member.join.restricted.allow';
  const viaBob = at(under(publicRoom), joinVia(bob), allowed);
  const viaErin = (room: Room, by?: string): Side => at(under(room), joinVia(erin), by);
  const erinJoined = andThen(publicRoom, join(erin));
  return [
    authoriser('a join is authorised by somebody', viaBob, at(under(publicRoom), join(dave))),
    authoriser('who authorises a join is in the room', viaErin(erinJoined, allowed), viaErin(publicRoom)),
    authoriser(
      'who authorises a join has not left',
      viaErin(erinJoined, allowed),
      viaErin(andThen(erinJoined, leave(erin))),
    ),
    authoriser(
      'who authorises a join was not banned',
      viaErin(erinJoined, allowed),
      viaErin(andThen(erinJoined, ban(bob, erin))),
    ),
    authoriser(
      'who authorises a join has the invite level',
      at(under(withLevels({ invite: 50 })), joinVia(bob), allowed),
      at(under(withLevels({ invite: 51 })), joinVia(bob)),
    ),
    authoriser(
      'nobody authorises the own join',
      viaBob,
      at(under(andThen(publicRoom, join(dave), kick(bob, dave))), joinVia(dave, { signed: false })),
    ),
    {
      rule: 'member.join.restricted.allow',
      about: `a user comes in by way of a member who may invite, into a ${what} room`,
      where,
      accept: at(under(withLevels({ invite: 0 })), joinVia(carol)),
      reject: at(under(withLevels({ invite: 1 })), joinVia(carol), 'member.join.restricted.authoriser'),
    },
    {
      rule: 'member.join.banned',
      about: `nobody can let a banned user into a ${what} room`,
      where,
      accept: at(daveIs('leave', joinRule), joinVia(bob), allowed),
      reject: at(daveIs('ban', joinRule), joinVia(bob)),
    },
    ...transitionStories({
      rule: 'member.join.restricted.invited',
      may: `joins a ${what} room without being let in`,
      event: join(dave),
      joinRule,
      where,
      accept: [['invite'], ['join']],
      reject: ([['never'], ['leave'], ['knock']] as const).map(([from]): [Membership, string] => [
        from,
        'member.join.restricted.authoriser',
      ]),
    }),
  ];
}

export const restrictedStories: readonly Story[] = [
  ...authorisedStories,
  ...storiesOf('restricted', 'restricted', ({ restricted }) => restricted),
  ...storiesOf('knock_restricted', 'restricted and askable', ({ knockRestricted }) => knockRestricted),
];
