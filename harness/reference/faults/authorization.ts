import { authorizationMutants } from '../../vectors/mutants/authorization-mutants.ts';
import type { Fault } from '../fault.ts';
import { oracleFault } from './oracle-fault.ts';

/** What each wrong comparison, and each wrong entry in the table of room versions, breaks. */
const broken: Readonly<Record<string, Fault['breaks']>> = {
  'kick-equal': ['rv.auth.member.leave.kick'],
  'ban-equal': ['rv.auth.member.ban.level'],
  'kick-above': ['rv.auth.member.leave.kick'],
  'ban-above': ['rv.auth.member.ban.level'],
  'invite-above': ['rv.auth.member.invite.level'],
  'required-level-above': ['rv.auth.required-level'],
  'state-as-message': ['rv.auth.required-level'],
  'unban-by-kick': ['rv.auth.member.leave.unban'],
  'row.levels-integers-only': [
    'rv.auth.power-levels.levels',
    'rv.auth.power-levels.entries',
    'rv.auth.power-levels.users',
  ],
  'row.levels-texts-too': ['rv.auth.power-levels.levels', 'rv.auth.power-levels.entries', 'rv.auth.power-levels.users'],
  'row.levels-floats-too': [
    'rv.auth.power-levels.levels',
    'rv.auth.power-levels.entries',
    'rv.auth.power-levels.users',
  ],
  'row.notifications-authed': [
    'rv.auth.power-levels.entries-changed-or-removed.current',
    'rv.auth.power-levels.entries-added-or-changed.new',
  ],
  'row.notifications-free': [
    'rv.auth.power-levels.entries-changed-or-removed.current',
    'rv.auth.power-levels.entries-added-or-changed.new',
  ],
  'row.aliases-rule': ['rv.auth.required-level', 'rv.auth.allow'],
  'row.no-aliases-rule': ['rv.auth.aliases.domain', 'rv.auth.aliases.allow'],
  'row.redaction-rule': ['rv.auth.required-level', 'rv.auth.allow'],
  'row.no-redaction-rule': ['rv.auth.redaction.level', 'rv.auth.redaction.reject'],
  'row.knock': ['rv.auth.member.unknown'],
  'row.no-knock': ['rv.auth.member.knock.allow'],
  'row.restricted': ['rv.auth.member.join.reject'],
  'row.no-restricted': ['rv.auth.member.join.restricted.allow', 'rv.auth.member.join.restricted.invited'],
  'row.knock-restricted': ['rv.auth.member.join.reject', 'rv.auth.member.knock.join-rule', 'rv.auth.member.unknown'],
  'row.no-knock-restricted': ['rv.auth.member.knock.join-rule', 'rv.auth.member.join.restricted.allow'],
  'row.creator-in-content': ['rv.auth.member.join.creator', 'rv.auth.create.creator'],
  'row.creator-is-sender': ['rv.auth.member.join.creator', 'rv.auth.create.creator', 'rv.auth.power-levels.creator'],
  'row.additional-creators': ['rv.auth.power-levels.first', 'rv.auth.required-level'],
  'row.creators-infinite': ['rv.auth.power-levels.creator', 'rv.auth.power-levels.first', 'rv.auth.required-level'],
  'row.creators-finite': ['rv.auth.power-levels.creator', 'rv.auth.required-level'],
  'row.create-cited': ['rv.auth.auth-events.not-selected', 'rv.auth.room-id'],
  'row.create-not-cited': ['rv.auth.auth-events.no-create'],
};

/** Mistakes that no other server can see, because what comes before or after the rule decides the same. */
const unseen: readonly string[] = [
  // For each rule that is not missed there is a mistake that turns it into its opposite.
  ...authorizationMutants
    .map(({ id }) => id.replace(/^turn\./, 'drop.'))
    .filter((id, index, ids) => ids.indexOf(id) < index),
  // Who creates a room in which nobody is named as its creator cannot join it, and so nobody can.
  'drop.create.creator',
  // A homeserver has to know the version of a room before it can read its create event.
  'drop.create.room-version',
  // The room that such a create event makes is another than the one that is joined, and has no create event.
  'drop.create.room-id-given',
  'drop.room-id',
];

/**
 * Each mistake in the authorization rules by which the test vectors are tested, in a homeserver: every rule is left out once, or
 * decides the opposite.
 */
export const authorizationFaults: readonly Fault[] = authorizationMutants
  .filter(({ id }) => !unseen.includes(id))
  .map((mutant) => {
    const [, rule] = /^(?:drop|turn)\.(.*)$/.exec(mutant.id) ?? [];
    return oracleFault(mutant, rule === undefined ? broken[mutant.id] : [`rv.auth.${rule}`]);
  });
