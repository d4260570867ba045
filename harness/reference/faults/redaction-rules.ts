import type { Pdu } from '../../protocol/pdu.ts';
import { allRoomVersions, type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import type { Fault } from '../fault.ts';
import { receiptRules } from '../rules/receipt.ts';
import { receivedRedacted, type Replace, shownRedacted } from './redacting.ts';

/** What decides what is left of an event of a type. */
const breaksOf: Readonly<Record<string, Fault['breaks']>> = {
  'm.room.name': ['cs.redaction.strips-state'],
  'm.room.topic': ['rv.redaction.other-types'],
  'org.example.wrong': ['rv.redaction.other-types'],
  'm.room.member': ['rv.redaction.member'],
  'm.room.create': ['rv.redaction.create'],
  'm.room.join_rules': ['rv.redaction.join-rules', 'cs.redaction.strips-state'],
  'm.room.power_levels': ['rv.redaction.power-levels', 'cs.redaction.strips-state'],
  'm.room.aliases': ['rv.redaction.aliases'],
  'm.room.history_visibility': ['rv.redaction.history-visibility'],
  'm.room.redaction': ['rv.redaction.redaction'],
};

function breaks(type: string): Fault['breaks'] {
  const [first, ...others] = breaksOf[type] ?? [];
  if (first === undefined) throw new Error(`Nobody says which requirements say what is left of ${type}`);
  return [first, ...others];
}

/** The versions in which redaction leaves a key of the content of an event type, or in which it does not. */
function versionsWhere(type: string, key: string, kept: boolean): RoomVersion[] {
  return allRoomVersions.filter((roomVersion) => {
    const keys = roomVersions[roomVersion].redaction.content[type] ?? [];
    return (keys === 'everything' || keys.some((one) => one === key || one[0] === key)) === kept;
  });
}

/** Those in which an event is given its ID, so that it keeps it whatever is left of it. */
const givenIds = allRoomVersions.filter((roomVersion) => roomVersions[roomVersion].eventIdFormat === 'given');
const oldest = allRoomVersions.slice(0, 1);
const since11 = versionsWhere('m.room.redaction', 'redacts', true);

/** Redaction takes a key that the room version protects. */
const dropping = (type: string, key: string): Fault => ({
  id: `redaction.drops-${key}-of-${type}`,
  does: `Takes ${key} from a redacted ${type} where the room version protects it`,
  breaks: breaks(type),
  roomVersions: versionsWhere(type, key, true),
  // With an event that is received so it would get another ID, too, and be lost to all that follow it.
  rules: shownRedacted(type, ({ [key]: _dropped, ...others }) => others),
});

/** The same of what comes with a wrong content hash, for what clients need not be shown. */
const droppingReceived = (type: string, key: string, versions: readonly RoomVersion[]): Fault => ({
  ...dropping(type, key),
  roomVersions: versions,
  rules: receivedRedacted(type, ({ [key]: _dropped, ...others }) => others),
});

/** Redaction leaves a key that the room version does not protect. */
const keeping = (type: string, key: string, versions = versionsWhere(type, key, false)): Fault => {
  const replace: Replace = (left, full) => (full[key] === undefined ? left : { ...left, [key]: full[key] });
  return {
    id: `redaction.keeps-${key}-of-${type}`,
    does: `Leaves ${key} in a redacted ${type} where the room version does not protect it`,
    breaks: breaks(type),
    roomVersions: versions,
    rules: { ...shownRedacted(type, replace), ...receivedRedacted(type, replace) },
  };
};

const wholeInvite: Replace = (left, { third_party_invite: invite }) =>
  invite === undefined ? left : { ...left, third_party_invite: invite };

const content: readonly Fault[] = [
  keeping('m.room.name', 'name'),
  keeping('m.room.topic', 'topic'),
  ...['membership', 'join_rule', 'users', 'history_visibility', 'aliases', 'redacts'].map((key) =>
    keeping('org.example.wrong', key),
  ),
  dropping('m.room.member', 'membership'),
  keeping('m.room.member', 'displayname'),
  dropping('m.room.member', 'join_authorised_via_users_server'),
  keeping('m.room.member', 'join_authorised_via_users_server'),
  dropping('m.room.member', 'third_party_invite'),
  keeping('m.room.member', 'third_party_invite'),
  {
    id: 'redaction.keeps-all-of-third_party_invite-of-m.room.member',
    does: 'Leaves third_party_invite whole in a redacted m.room.member, and not just signed',
    breaks: breaks('m.room.member'),
    roomVersions: versionsWhere('m.room.member', 'third_party_invite', true),
    rules: { ...shownRedacted('m.room.member', wholeInvite), ...receivedRedacted('m.room.member', wholeInvite) },
  },
  droppingReceived('m.room.create', 'creator', oldest),
  keeping('m.room.create', 'org.example.wrong', oldest),
  droppingReceived('m.room.create', 'org.example.wrong', since11),
  dropping('m.room.join_rules', 'join_rule'),
  dropping('m.room.join_rules', 'allow'),
  keeping('m.room.join_rules', 'allow'),
  keeping('m.room.join_rules', 'org.example.wrong'),
  ...['ban', 'events', 'events_default', 'kick', 'redact', 'state_default', 'users', 'users_default'].map((key) =>
    dropping('m.room.power_levels', key),
  ),
  dropping('m.room.power_levels', 'invite'),
  keeping('m.room.power_levels', 'invite'),
  keeping('m.room.power_levels', 'notifications'),
  droppingReceived('m.room.aliases', 'aliases', givenIds),
  keeping('m.room.aliases', 'aliases'),
  keeping('m.room.aliases', 'org.example.wrong'),
  dropping('m.room.history_visibility', 'history_visibility'),
  keeping('m.room.history_visibility', 'org.example.wrong'),
  droppingReceived('m.room.redaction', 'redacts', since11),
  keeping('m.room.redaction', 'redacts', givenIds),
  keeping('m.room.redaction', 'reason', [...givenIds, ...since11]),
];

const eventKeys: readonly Fault[] = ['origin', 'membership', 'prev_state'].flatMap((key): Fault[] => [
  {
    id: `redaction.drops-${key}`,
    does: `Takes the key ${key} from redacted events where the room version protects it`,
    breaks: ['rv.redaction.event-keys'],
    roomVersions: givenIds,
    rules: {
      keptWithWrongHash: (pdu, roomVersion) => {
        const redacted = receiptRules.keptWithWrongHash(pdu, roomVersion);
        return redacted && withoutKey(redacted, key);
      },
    },
  },
  keepingOfEvents(key, since11),
]);

function withoutKey(pdu: Pdu, key: string): Pdu {
  const { [key]: _dropped, ...others } = pdu;
  return others as Pdu;
}

function keepingOfEvents(key: string, versions: readonly RoomVersion[]): Fault {
  return {
    id: `redaction.keeps-${key}`,
    does: `Leaves the key ${key} in redacted events where the room version does not protect it`,
    breaks: ['rv.redaction.event-keys'],
    roomVersions: versions,
    rules: {
      keptWithWrongHash: (pdu, roomVersion) => {
        const redacted = receiptRules.keptWithWrongHash(pdu, roomVersion);
        const kept = pdu[key];
        return redacted && (kept === undefined ? redacted : { ...redacted, [key]: kept });
      },
    },
  };
}

/** What redaction leaves of events: the tables of the room versions. */
export const redactionRuleFaults: readonly Fault[] = [
  ...content,
  ...eventKeys,
  keepingOfEvents('org.example.wrong', allRoomVersions),
];
