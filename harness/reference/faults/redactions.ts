import { answering, change, only, without } from '../../wire/doctors.ts';
import { isJsonObject } from '../../protocol/json.ts';
import { allRoomVersions, roomVersions } from '../../protocol/room-versions.ts';
import { serverNameAfterColon } from '../../protocol/pdu.ts';
import type { Fault } from '../fault.ts';
import { roomRules } from '../rules/rooms.ts';
import { shownRedacted } from './redacting.ts';

const event = answering('GET', '/_matrix/client/v3/rooms/:roomId/event/:eventId');

/** What a redacted message is shown with is looked at wherever a redaction is seen to work. */
const strips = ['cs.redaction.strips-message', 'cs.redaction.needs-power', 'cs.redaction.by-send'] as const;

const effect: readonly Fault[] = [
  {
    id: 'redaction.keeps-messages',
    does: 'Shows a redacted message with all that it said',
    breaks: [...strips],
    rules: shownRedacted('m.room.message', (_left, full) => full),
  },
  {
    id: 'redaction.keeps-the-msgtype',
    does: 'Shows a redacted message with its msgtype',
    breaks: [...strips],
    rules: shownRedacted('m.room.message', (left, { msgtype }) =>
      msgtype === undefined ? left : { ...left, msgtype },
    ),
  },
  {
    id: 'redaction.has-no-effect',
    does: 'Sends redactions, and does not follow them',
    breaks: [
      ...strips,
      'cs.redaction.strips-state',
      'cs.redaction.redacted-because',
      'rv.redaction.applied',
      'rv.redaction.early',
      'rv.redaction.other-types',
      'interop.redaction',
    ],
    rules: { appliesRedaction: () => false, withholdsRedactions: () => false },
  },
  {
    id: 'redaction.tells-no-reason',
    does: 'Does not tell what redacted an event',
    breaks: ['cs.redaction.redacted-because'],
    doctor: event(without('unsigned', 'redacted_because')),
  },
  {
    id: 'redaction.tells-a-bare-reason',
    does: 'Tells what redacted an event without its content',
    breaks: ['cs.redaction.redacted-because'],
    doctor: only(
      ({ json }) => isJsonObject(json) && isJsonObject(json['unsigned']) && 'redacted_because' in json['unsigned'],
      event(change(['unsigned', 'redacted_because', 'content'], () => ({}))),
    ),
  },
];

const permission: readonly Fault[] = [
  {
    id: 'redaction.needs-no-power',
    does: 'Lets every member redact what others sent',
    breaks: ['cs.redaction.needs-power'],
    rules: { mayRedact: () => true },
  },
  {
    id: 'redaction.own-needs-power',
    does: 'Lets users redact their own events only if they may redact those of others',
    breaks: ['cs.redaction.needs-power'],
    rules: {
      mayRedact: (userId, { pdu, ...redacted }, state, rules) =>
        roomRules.mayRedact(userId, { ...redacted, pdu, sender: '' }, state, rules),
    },
  },
  {
    id: 'redaction.of-others-by-nobody',
    does: 'Lets users redact nothing but their own events',
    breaks: ['cs.redaction.needs-power'],
    rules: { mayRedact: (userId, { sender }) => sender === userId },
  },
];

const handlingVersions = allRoomVersions.filter(
  (roomVersion) => roomVersions[roomVersion].redactionDecidedBy === 'apply-time-rule',
);

/** https://spec.matrix.org/v1.19/rooms/v3/#handling-redactions */
const handling: readonly Fault[] = [
  {
    id: 'redaction.applied-whoever-sent-it',
    does: 'Applies every redaction that the authorization rules allow',
    breaks: ['rv.redaction.applied', 'rv.redaction.withheld'],
    roomVersions: handlingVersions,
    rules: { appliesRedaction: () => true },
  },
  {
    id: 'redaction.applied-by-level-only',
    does: 'Applies redactions of those only who have the redact level',
    breaks: ['rv.redaction.applied', 'rv.redaction.early'],
    roomVersions: handlingVersions,
    rules: {
      appliesRedaction: (redaction, { pdu, ...redacted }, state, rules) =>
        roomRules.appliesRedaction(redaction, { ...redacted, pdu, sender: '' }, state, rules),
    },
  },
  {
    id: 'redaction.applied-by-server-only',
    does: 'Applies redactions only of events that are of the same server',
    breaks: ['rv.redaction.applied', 'rv.redaction.withheld'],
    roomVersions: handlingVersions,
    rules: {
      appliesRedaction: (redaction, redacted) =>
        serverNameAfterColon(redaction.sender) === serverNameAfterColon(redacted.sender),
    },
  },
  {
    id: 'redaction.applied-by-sender-or-level',
    does: 'Applies redactions without the redact level only of what the very same user sent',
    breaks: ['rv.redaction.applied', 'rv.redaction.early'],
    roomVersions: handlingVersions,
    rules: {
      appliesRedaction: (redaction, { pdu, ...redacted }, state, rules) => {
        const sender = redaction.sender === redacted.sender ? redacted.sender : '';
        return roomRules.appliesRedaction(redaction, { ...redacted, pdu, sender }, state, rules);
      },
    },
  },
  {
    id: 'redaction.forgotten-if-early',
    does: 'Forgets redactions that come before their event',
    breaks: ['rv.redaction.early'],
    roomVersions: handlingVersions,
    rules: { remembersEarlyRedactions: false },
  },
  {
    id: 'redaction.shown-without-effect',
    does: 'Shows clients redactions that are not applied',
    breaks: ['rv.redaction.withheld'],
    roomVersions: handlingVersions,
    rules: { withholdsRedactions: () => false },
  },
];

const place: readonly Fault[] = [
  {
    id: 'redaction.redacts-at-one-place',
    does: 'Shows the key redacts only where the room version has it',
    breaks: ['cs.redaction.redacts-in-both'],
    rules: { showsRedactsIn: (redactsLocation) => [redactsLocation] },
  },
  {
    id: 'redaction.redacts-at-the-wrong-place',
    does: 'Shows the key redacts only where the room version does not have it',
    breaks: ['cs.redaction.redacts-in-both', 'cs.redaction.names-event'],
    rules: { showsRedactsIn: (redactsLocation) => (redactsLocation === 'event' ? ['content'] : ['event']) },
  },
  {
    id: 'redaction.sent-as-event-keeps-its-place',
    does: 'Leaves the key redacts of a redaction that is sent as an event where the client put it',
    breaks: ['cs.redaction.by-send'],
    roomVersions: allRoomVersions.filter((roomVersion) => roomVersions[roomVersion].redactsLocation === 'event'),
    rules: { placesRedacts: false },
  },
];

/** Redactions as clients make and see them. */
export const redactionFaults: readonly Fault[] = [...effect, ...permission, ...handling, ...place];
