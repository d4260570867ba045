import type { Catalogue } from '../../../harness/index.ts';
import { rulesOf } from './rules-of.ts';

/** What the authorization rules say of events of any type, and of a few types. */
export const authEvents = {
  'rv.auth.auth-events.duplicate': {
    level: 'MUST',
    since: 'r0',
    text: 'An event that cites two events for one type and state key is rejected',
    anchor: rulesOf(12),
  },
  'rv.auth.auth-events.not-selected': {
    level: 'MUST',
    since: 'r0',
    text: 'An event that cites one that the selection of auth events does not name is rejected',
    anchor: rulesOf(12),
  },
  'rv.auth.auth-events.rejected': {
    level: 'MUST',
    since: 'r0',
    text: 'An event that cites a rejected one is rejected',
    anchor: rulesOf(12),
  },
  'rv.auth.auth-events.no-create': {
    level: 'MUST',
    since: 'r0',
    text: 'An event that does not cite the create event of its room is rejected',
    anchor: rulesOf(11),
    roomVersions: ({ createInAuthEvents }) => createInAuthEvents,
  },
  'rv.auth.auth-events.another-room': {
    level: 'MUST',
    since: 'r0',
    text: 'An event that cites one of another room is rejected',
    anchor: rulesOf(12),
  },
  'rv.auth.aliases.state-key': {
    level: 'MUST',
    since: 'r0',
    text: 'm.room.aliases without a state key is rejected',
    anchor: rulesOf(5),
    roomVersions: ({ aliasesRule }) => aliasesRule,
  },
  'rv.auth.aliases.domain': {
    level: 'MUST',
    since: 'r0',
    text: 'm.room.aliases whose state key is not the server of its sender is rejected',
    anchor: rulesOf(5),
    roomVersions: ({ aliasesRule }) => aliasesRule,
  },
  'rv.auth.aliases.allow': {
    level: 'MUST',
    since: 'r0',
    text: 'm.room.aliases of the server that its state key names is allowed, whatever the power and membership of its sender',
    anchor: rulesOf(5),
    roomVersions: ({ aliasesRule }) => aliasesRule,
  },
  'rv.auth.sender-joined': {
    level: 'MUST',
    since: 'r0',
    text: 'An event of a user who is not joined is rejected',
    anchor: rulesOf(12),
  },
  'rv.auth.third-party-invite.invite-level': {
    level: 'MUST',
    since: 'r0',
    text: 'm.room.third_party_invite is allowed by the invite level, and by nothing else',
    anchor: rulesOf(12),
  },
  'rv.auth.required-level': {
    level: 'MUST',
    since: 'r0',
    text: 'An event of a user with less power than its type takes is rejected',
    anchor: rulesOf(12),
  },
  'rv.auth.user-state-key': {
    level: 'MUST',
    since: 'r0',
    text: 'A state event whose state key begins with @ and is not its sender is rejected',
    anchor: rulesOf(12),
  },
  'rv.auth.redaction.level': {
    level: 'MUST',
    since: 'r0',
    text: 'A redaction by a user with the redact level is allowed',
    anchor: rulesOf(2),
    roomVersions: ({ redactionDecidedBy }) => redactionDecidedBy === 'authorization-rule',
  },
  'rv.auth.redaction.domain': {
    level: 'MUST',
    since: 'r0',
    text: 'A redaction is allowed where its ID and that of the redacted event are of one server',
    anchor: rulesOf(2),
    roomVersions: ({ redactionDecidedBy }) => redactionDecidedBy === 'authorization-rule',
  },
  'rv.auth.redaction.reject': {
    level: 'MUST',
    since: 'r0',
    text: 'Any other redaction is rejected',
    anchor: rulesOf(2),
    roomVersions: ({ redactionDecidedBy }) => redactionDecidedBy === 'authorization-rule',
  },
  'rv.auth.allow': {
    level: 'MUST',
    since: 'r0',
    text: 'An event against which no rule speaks is allowed, whatever its type',
    anchor: rulesOf(12),
  },
} as const satisfies Catalogue;
