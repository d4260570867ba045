import {
  alice,
  ban,
  bob,
  carol,
  created,
  dave,
  invite,
  join,
  joinRules,
  kick,
  powerLevels,
  publicRoom,
  topic,
  type Users,
  userId,
  withLevels,
} from './rooms.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { at, type Room, type Story, type StoryEvent, andThen, type Where } from './story.ts';

const whereInfinite: Where = ({ creatorPower }) => creatorPower === 'infinite';
const whereListed: Where = ({ creatorPower }) => creatorPower === '100-by-default';

/** The highest level that canonical JSON allows. */
const highest = 2 ** 53 - 1;

/** A room that alice created with dave as another creator; dave and bob are joined. */
function roomOfCreators(levels: JsonObject = {}, users: Users = { [bob]: 50 }): Room {
  const creation = created({ additional_creators: [userId(dave)] });
  const events = [join(alice), joinRules('public'), join(bob), join(dave), powerLevels(alice, levels, users)];
  return andThen({ event: creation }, ...events);
}

/** Power levels of alice that list bob only. */
const withoutAlice: StoryEvent = { ...powerLevels(alice), content: { users: { [userId(bob)]: 50 } } };

function listing(name: string): StoryEvent {
  return { ...powerLevels(alice), content: { users: { [userId(bob)]: 50, [userId(name)]: 100 } } };
}

const creatorPowerStories: readonly Story[] = [
  {
    rule: 'required-level',
    about: 'the creator has more power than any level, without being listed',
    accept: at(withLevels({ state_default: highest }), topic(alice), 'allow'),
    reject: at(withLevels({ state_default: highest }, { [bob]: highest - 1 }), topic(bob)),
  },
  {
    rule: 'required-level',
    about: 'an additional creator has the power of a creator',
    accept: at(roomOfCreators({ state_default: highest }), topic(dave), 'allow'),
    reject: at(roomOfCreators({ state_default: highest }), topic(bob)),
  },
  {
    rule: 'required-level',
    about: 'an additional creator is one without power levels as well',
    accept: at(
      andThen({ event: created({ additional_creators: [userId(bob)] }) }, join(alice), joinRules('public'), join(bob)),
      topic(bob),
      'allow',
    ),
    reject: at(andThen({ event: created() }, join(alice), joinRules('public'), join(bob)), topic(bob)),
  },
  {
    rule: 'member.leave.kick',
    about: 'a creator kicks a user who has the highest level, and not the other way about',
    accept: at(withLevels({}, { [bob]: highest }), kick(alice, bob)),
    reject: at(withLevels({}, { [bob]: highest }), kick(bob, alice), 'member.leave.reject'),
  },
  {
    rule: 'member.leave.reject',
    about: 'creators have the same power, and none kicks another',
    accept: at(roomOfCreators(), kick(dave, bob), 'member.leave.kick'),
    reject: at(roomOfCreators(), kick(dave, alice)),
  },
  {
    rule: 'member.ban.level',
    about: 'a creator bans a user who has the highest level, and not the other way about',
    accept: at(withLevels({}, { [bob]: highest }), ban(alice, bob)),
    reject: at(withLevels({}, { [bob]: highest }), ban(bob, alice), 'member.ban.reject'),
  },
  {
    rule: 'member.ban.reject',
    about: 'not even the sender of the create event bans an additional creator',
    accept: at(roomOfCreators(), ban(alice, bob), 'member.ban.level'),
    reject: at(roomOfCreators(), ban(alice, dave)),
  },
  {
    rule: 'member.invite.level',
    about: 'a creator invites, whatever level it takes',
    accept: at(roomOfCreators({ invite: highest }), invite(dave, carol)),
    reject: at(roomOfCreators({ invite: highest }), invite(bob, carol), 'member.invite.reject'),
  },
  {
    rule: 'member.join.restricted.allow',
    about: 'a creator lets somebody in, whatever level it takes',
    accept: at(andThen(withLevels({ invite: highest }), joinRules('restricted')), joinBy(alice)),
    reject: at(
      andThen(withLevels({ invite: highest }), joinRules('restricted')),
      joinBy(bob),
      'member.join.restricted.authoriser',
    ),
  },
];

function joinBy(authoriser: string): StoryEvent {
  const content = { join_authorised_via_users_server: userId(authoriser) };
  return { ...join(dave, content), alsoSignedBy: [`${authoriser.split('@')[1] ?? 'a'}.example`] };
}

const creatorLevelStories: readonly Story[] = [
  {
    rule: 'power-levels.creator',
    about: 'the sender of the create event is not listed',
    accept: at(publicRoom, listing(dave), 'power-levels.allow'),
    reject: at(publicRoom, listing(alice)),
  },
  {
    rule: 'power-levels.creator',
    about: 'an additional creator is not listed',
    accept: at(publicRoom, listing(dave), 'power-levels.allow'),
    reject: at(roomOfCreators(), listing(dave)),
  },
  {
    rule: 'power-levels.creator',
    about: 'the first power levels do not list a creator, either',
    accept: at(andThen({ event: created() }, join(alice)), listing(bob), 'power-levels.first'),
    reject: at(andThen({ event: created() }, join(alice)), listing(alice)),
  },
  {
    rule: 'power-levels.altered.new',
    about: 'a creator gives the highest level, and a user who has less does not',
    accept: at(publicRoom, powerLevels(alice, { ban: highest }), 'power-levels.allow'),
    reject: at(withLevels({}, { [bob]: highest - 1 }), powerLevels(bob, { ban: highest }, { [bob]: highest - 1 })),
  },
  {
    rule: 'power-levels.users-changed-or-removed.current',
    about: 'a creator lowers a user who has the highest level, and an equal of that user does not',
    accept: at(
      withLevels({}, { [bob]: highest, [carol]: highest }),
      powerLevels(alice, {}, { [bob]: highest }),
      'power-levels.allow',
    ),
    reject: at(withLevels({}, { [bob]: highest, [carol]: highest }), powerLevels(bob, {}, { [bob]: highest })),
  },
];

/** Room versions 1 to 11: a creator is a user like others as soon as there are power levels. */
const listedStories: readonly Story[] = [
  {
    rule: 'required-level',
    about: 'a creator who is not listed in the power levels has no power',
    where: whereListed,
    accept: at(publicRoom, topic(alice), 'allow'),
    reject: at(andThen(publicRoom, withoutAlice), topic(alice)),
  },
  {
    rule: 'member.leave.kick',
    about: 'a creator can be kicked by whoever has more power',
    where: whereListed,
    accept: at(andThen(publicRoom, withoutAlice), kick(bob, alice)),
    reject: at(publicRoom, kick(bob, alice), 'member.leave.reject'),
  },
];

export const creatorStories: readonly Story[] = [
  ...creatorPowerStories.map((story) => ({ ...story, where: whereInfinite })),
  ...creatorLevelStories.map((story) => ({ ...story, where: whereInfinite })),
  ...listedStories,
];
