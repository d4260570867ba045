import type { Catalogue } from '../../../harness/index.ts';

const redactionsOf = (version: number): `/${string}` => `/rooms/v${version}/#redactions`;
const handling = '/rooms/v11/#handling-redactions';

/** What redaction leaves of an event, and which redactions have an effect. */
export const redaction = {
  'rv.redaction.event-keys': {
    level: 'MUST',
    since: 'r0',
    text: 'Redaction strips an event of all keys but those that the room version lists, among which are origin, membership and prev_state up to version 10',
    anchor: redactionsOf(11),
  },
  'rv.redaction.other-types': {
    level: 'MUST',
    since: 'r0',
    text: 'Redaction strips the content of all keys, unless the event is of one of the listed types',
    anchor: redactionsOf(11),
  },
  'rv.redaction.member': {
    level: 'MUST',
    since: 'r0',
    text: 'Redaction leaves of m.room.member just membership, join_authorised_via_users_server since version 9, and signed of third_party_invite since version 11',
    anchor: redactionsOf(11),
  },
  'rv.redaction.create': {
    level: 'MUST',
    since: 'r0',
    text: 'Redaction leaves of m.room.create just creator, and everything since version 11',
    anchor: redactionsOf(11),
    ambiguity:
      'Whether m.room.create can be redacted by m.room.redaction is left open: shown by one with a wrong content hash, and in those versions in which the room can still be joined then',
  },
  'rv.redaction.join-rules': {
    level: 'MUST',
    since: 'r0',
    text: 'Redaction leaves of m.room.join_rules just join_rule, and allow since version 8',
    anchor: redactionsOf(11),
  },
  'rv.redaction.power-levels': {
    level: 'MUST',
    since: 'r0',
    text: 'Redaction leaves of m.room.power_levels just ban, events, events_default, kick, redact, state_default, users and users_default, and invite since version 11',
    anchor: redactionsOf(11),
  },
  'rv.redaction.aliases': {
    level: 'MUST',
    since: 'r0',
    text: 'Redaction leaves of m.room.aliases just aliases, and nothing since version 6',
    anchor: redactionsOf(6),
  },
  'rv.redaction.history-visibility': {
    level: 'MUST',
    since: 'r0',
    text: 'Redaction leaves of m.room.history_visibility just history_visibility',
    anchor: redactionsOf(11),
  },
  'rv.redaction.redaction': {
    level: 'MUST',
    since: 'r0',
    text: 'Redaction leaves of the content of m.room.redaction nothing, and just redacts since version 11',
    anchor: redactionsOf(11),
    ambiguity:
      'A redaction that names no event may be kept from everybody from version 3 on: there it is shown since version 11 only',
  },
  'rv.redaction.applied': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A redaction is applied if its sender has the redact level or is of the server of the sender of the event, and has no effect otherwise',
    anchor: handling,
    roomVersions: ({ redactionDecidedBy }) => redactionDecidedBy === 'apply-time-rule',
  },
  'rv.redaction.early': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A redaction that comes before its event is applied when that comes, if it may be',
    anchor: handling,
    roomVersions: ({ redactionDecidedBy }) => redactionDecidedBy === 'apply-time-rule',
  },
  'rv.redaction.withheld': {
    level: 'SHOULD',
    since: 'r0',
    text: 'Clients are not sent redactions that are not applied, or not yet',
    anchor: handling,
    roomVersions: ({ redactionDecidedBy }) => redactionDecidedBy === 'apply-time-rule',
  },
} as const satisfies Catalogue;
