import { requiredSignatureDefect } from '../../protocol/evaluation/signature-checks.ts';
import { eventFormatDefects } from '../../protocol/event-format.ts';
import type { PduDraft } from '../../protocol/pdu.ts';
import type { Oracle } from '../../protocol/oracle.ts';
import type { AuthContext } from '../../protocol/authorization/auth-context.ts';
import { answering, change } from '../../wire/doctors.ts';
import type { Fault } from '../fault.ts';
import type { Rules } from '../rules.ts';
import { receiptRules } from '../rules/receipt.ts';

const transaction = answering('PUT', '/_matrix/federation/v1/send/:txnId');

/** Takes events in spite of one kind of defect. */
const inSpiteOf = (defect: RegExp): Pick<Rules, 'formatDefects'> => ({
  formatDefects: (pdu, roomVersion, options) =>
    eventFormatDefects(pdu, roomVersion, options).filter((one) => !defect.test(one)),
});

/** Allows each event at some steps, without asking the rules. */
const allowingWhere =
  (applies: (context: AuthContext) => boolean) =>
  (own: Oracle): Oracle => {
    const skip = {
      id: 'skipped',
      number: '0',
      decide: (context: AuthContext) => (applies(context) ? { allowed: true, reason: 'nobody asks' } : undefined),
    };
    return { ...own, authorization: { ...own.authorization, list: [skip, ...own.authorization.list] } };
  };

/** The IDs of the keys with which an event is signed, as it says. */
const usedKeys = ({ signatures }: PduDraft): string[] =>
  Object.values(signatures ?? {}).flatMap((byKey) => Object.keys(byKey));

const format: readonly Fault[] = [
  {
    id: 'receipt.takes-content-that-is-no-object',
    does: 'Takes events whose content is no object',
    breaks: ['ss.pdu.format'],
    rules: inSpiteOf(/^content /),
  },
  {
    id: 'receipt.takes-a-depth-that-is-no-number',
    does: 'Takes events whose depth is no integer',
    breaks: ['ss.pdu.format'],
    rules: inSpiteOf(/^depth /),
  },
  {
    id: 'receipt.takes-events-without-a-time',
    does: 'Takes events without origin_server_ts',
    breaks: ['ss.pdu.format', 'cs.schema.sync'],
    rules: inSpiteOf(/^origin_server_ts /),
  },
  {
    id: 'receipt.does-not-look-at-the-format',
    does: 'Takes events of any form',
    breaks: ['ss.pdu.format', 'cs.schema.sync'],
    rules: inSpiteOf(/./),
  },
];

const signatures: readonly Fault[] = [
  {
    id: 'receipt.does-not-look-at-signatures',
    does: 'Takes events whoever signed them',
    breaks: ['ss.pdu.signature', 'ss.send.partial-success'],
    rules: { signatureDefect: () => undefined },
  },
  {
    id: 'receipt.takes-unsigned-events',
    does: 'Verifies the signatures that an event has, and demands none',
    breaks: ['ss.pdu.signature'],
    rules: {
      signatureDefect: (pdu, ...rest) =>
        usedKeys(pdu).length === 0 ? undefined : requiredSignatureDefect(pdu, ...rest),
    },
  },
  {
    id: 'receipt.does-not-verify-signatures',
    does: 'Demands signatures by keys that are known, and does not verify them',
    breaks: ['ss.pdu.signature', 'ss.send.partial-success'],
    rules: {
      signatureDefect: (pdu, roomVersion, keys) => {
        const known = Object.values(keys).flatMap((byId) => Object.keys(byId));
        const used = usedKeys(pdu);
        const isKnown = used.length > 0 && used.every((keyId) => known.includes(keyId));
        return isKnown ? undefined : requiredSignatureDefect(pdu, roomVersion, keys);
      },
    },
  },
  {
    id: 'receipt.believes-unknown-keys',
    does: 'Takes a signature for valid whose key its server does not publish',
    breaks: ['ss.pdu.signature'],
    rules: {
      signatureDefect: (pdu, roomVersion, keys) => {
        const known = Object.values(keys).flatMap((byId) => Object.keys(byId));
        const used = usedKeys(pdu);
        const isUnknown = used.length > 0 && used.every((keyId) => !known.includes(keyId));
        return isUnknown ? undefined : requiredSignatureDefect(pdu, roomVersion, keys);
      },
    },
  },
  {
    id: 'receipt.refuses-every-event',
    does: 'Takes no event of other servers',
    breaks: [
      'ss.pdu.format',
      'ss.pdu.signature',
      'ss.pdu.content-hash-mismatch',
      'ss.send.partial-success',
      'ss.send.pdu-limit',
      'ss.send.replay',
      'ss.send.unknown-edu',
    ],
    rules: { signatureDefect: () => 'nobody is believed' },
  },
];

const hashes: readonly Fault[] = [
  {
    id: 'receipt.does-not-verify-content-hashes',
    does: 'Keeps the content of events whose hash is that of another content',
    breaks: ['ss.pdu.content-hash-mismatch'],
    rules: { hasValidContentHash: () => true },
  },
  {
    id: 'receipt.keeps-the-content-despite-its-hash',
    does: 'Finds the hash wrong, and does not redact',
    breaks: ['ss.pdu.content-hash-mismatch'],
    rules: { keptWithWrongHash: (pdu) => pdu },
  },
  {
    id: 'receipt.drops-events-with-a-wrong-hash',
    does: 'Drops events with a wrong content hash in the place of redacting them',
    breaks: ['ss.pdu.content-hash-mismatch'],
    rules: { keptWithWrongHash: () => undefined },
  },
  {
    id: 'receipt.redacts-every-event',
    does: 'Takes every content hash for wrong',
    breaks: ['ss.pdu.content-hash-mismatch'],
    rules: { hasValidContentHash: ({ type }) => type !== 'm.room.message' },
  },
];

const authorization: readonly Fault[] = [
  {
    id: 'receipt.does-not-ask-the-auth-events',
    does: 'Judges events by the state before them only, and not by the events that they cite',
    breaks: ['ss.pdu.auth-by-auth-events', 'ss.pdu.rejected-no-state'],
    oracle: allowingWhere(({ authEvents }) => authEvents !== undefined),
  },
  {
    id: 'receipt.does-not-ask-the-state-before',
    does: 'Judges events by those that they cite only, and not by the state before them',
    breaks: [
      'ss.pdu.auth-by-state-before',
      'ss.pdu.rejected-no-state',
      'sr.rejected-no-state',
      'ss.pdu.soft-failed',
      'ss.pdu.soft-failed-parent',
    ],
    oracle: allowingWhere(({ authEvents }) => authEvents === undefined),
  },
  {
    id: 'receipt.rejects-nothing',
    does: 'Allows every event that other servers send',
    breaks: [
      'ss.pdu.auth-by-auth-events',
      'ss.pdu.auth-by-state-before',
      'ss.pdu.rejected-no-state',
      'sr.rejected-no-state',
      'ss.pdu.rejected-no-error',
      'ss.pdu.rejected-hidden',
      'ss.pdu.rejected-parent',
      'ss.pdu.soft-failed',
      'ss.pdu.soft-failed-parent',
    ],
    oracle: allowingWhere(() => true),
  },
  {
    id: 'receipt.shows-rejected-events',
    does: 'Shows users events that were rejected',
    breaks: [
      'ss.pdu.rejected-hidden',
      'ss.pdu.rejected-parent',
      'ss.pdu.auth-by-auth-events',
      'ss.pdu.auth-by-state-before',
      'ss.pdu.rejected-no-state',
      'ss.pdu.rejected-no-error',
    ],
    rules: { isPartOfTimeline: (softFailed, rejected) => rejected || !softFailed },
  },
  {
    id: 'receipt.refuses-transactions-with-rejected-events',
    does: 'Answers a transaction with an error where one of its events is rejected',
    breaks: ['ss.pdu.rejected-no-error', 'ss.pdu.auth-by-auth-events', 'ss.pdu.auth-by-state-before'],
    rules: { transactionStatus: (receipts) => (receipts.includes('rejected') ? 403 : 200) },
  },
  {
    id: 'receipt.refuses-children-of-rejected-events',
    does: 'Takes no event that has a rejected one among its parents',
    breaks: ['ss.pdu.rejected-parent', 'ss.pdu.rejected-hidden'],
    rules: {
      parentsDefect: ({ prevEvents }, { graph }) =>
        prevEvents.some((parent) => graph.has(parent) && graph.isRejected(parent)) ? 'a parent is rejected' : undefined,
    },
  },
];

const softFailure: readonly Fault[] = [
  {
    id: 'receipt.soft-fails-nothing',
    does: 'Does not ask the current state about events of other servers',
    breaks: ['ss.pdu.soft-failed', 'ss.pdu.soft-failed-parent'],
    rules: { softFails: () => false },
  },
  {
    id: 'receipt.soft-fails-what-is-allowed-now',
    does: 'Soft-fails those events that the current state allows',
    breaks: ['ss.pdu.soft-failed', 'ss.pdu.soft-failed-parent', 'ss.pdu.signature', 'ss.pdu.format'],
    rules: { softFails: (isAllowedNow) => isAllowedNow },
  },
  {
    id: 'receipt.shows-soft-failed-events',
    does: 'Shows users events that were soft-failed',
    breaks: ['ss.pdu.soft-failed', 'ss.pdu.soft-failed-parent'],
    rules: { isPartOfTimeline: (_softFailed, rejected) => !rejected },
  },
  {
    id: 'receipt.forgets-soft-failed-events',
    does: 'Gives no soft-failed event to other servers that ask for it',
    breaks: ['ss.pdu.soft-failed', 'ss.pdu.soft-failed-parent'],
    rules: { givesSoftFailed: false },
  },
  {
    id: 'receipt.refuses-children-of-soft-failed-events',
    does: 'Takes no event that has a soft-failed one among its parents',
    breaks: ['ss.pdu.soft-failed-parent', 'ss.pdu.soft-failed'],
    rules: {
      parentsDefect: ({ prevEvents }, room) => {
        const isSoftFailed = (parent: string): boolean =>
          room.holds(parent) && !room.graph.isRejected(parent) && room.shown(parent) === undefined;
        return prevEvents.some(isSoftFailed) ? 'a parent is soft-failed' : undefined;
      },
    },
  },
];

const holes: readonly Fault[] = [
  {
    id: 'receipt.gives-up-at-a-gap',
    does: 'Takes no event of which it does not know the parents, and asks nobody for them',
    breaks: ['sr.fork.gap-filled', 'sr.fork.hole-filled'],
    rules: { asksForMissingEvents: false, asksForState: false },
  },
  {
    id: 'receipt.does-not-ask-for-state',
    does: 'Gives an event up where get_missing_events does not lead to its parents',
    breaks: ['sr.fork.hole-filled'],
    rules: { asksForState: false },
  },
  {
    id: 'receipt.assumes-the-current-state',
    does: 'Takes the current state for that before an event of which nobody knows the parents',
    breaks: ['sr.fork.hole-stays'],
    rules: { stateOfTheUnknown: (room) => room.currentState.eventIds() },
  },
];

const transactions: readonly Fault[] = [
  {
    id: 'transaction.any-number-of-pdus',
    does: 'Processes transactions with any number of PDUs',
    breaks: ['ss.send.pdu-limit'],
    rules: { largestTransaction: { ...receiptRules.largestTransaction, pdus: 1000 } },
  },
  {
    id: 'transaction.any-number-of-edus',
    does: 'Processes transactions with any number of EDUs',
    breaks: ['ss.send.edu-limit'],
    rules: { largestTransaction: { ...receiptRules.largestTransaction, edus: 1000 } },
  },
  {
    id: 'transaction.at-most-49-pdus',
    does: 'Refuses a transaction of 50 PDUs',
    breaks: ['ss.send.pdu-limit'],
    rules: { largestTransaction: { ...receiptRules.largestTransaction, pdus: 49 } },
  },
  {
    id: 'transaction.at-most-99-edus',
    does: 'Refuses a transaction of 100 EDUs',
    breaks: ['ss.send.edu-limit'],
    rules: { largestTransaction: { ...receiptRules.largestTransaction, edus: 99 } },
  },
  {
    id: 'transaction.processed-again',
    does: 'Processes a transaction again that is sent again',
    breaks: ['ss.send.replay'],
    rules: { remembersTransactions: false, handlesMessagesOnce: false },
  },
  {
    id: 'transaction.all-or-nothing',
    does: 'Answers a transaction with an error where one of its events is bad',
    breaks: ['ss.send.partial-success', 'ss.send.replay'],
    rules: { transactionStatus: (receipts) => (receipts.includes('refused') ? 400 : 200) },
  },
  {
    id: 'transaction.keeps-errors-to-itself',
    does: 'Answers a transaction as if all its events were good',
    breaks: ['ss.send.partial-success'],
    doctor: transaction(change(['pdus', '*'], () => ({}))),
  },
  {
    id: 'transaction.tells-of-errors-only',
    does: 'Answers a transaction with an error for each event',
    breaks: ['ss.send.partial-success'],
    doctor: transaction(change(['pdus', '*'], () => ({ error: 'no' }))),
  },
  {
    id: 'transaction.no-results',
    does: 'Answers a transaction without results',
    breaks: ['ss.send.partial-success', 'ss.schema.sendTransaction'],
    doctor: transaction(({ status }) => (status === 200 ? { json: {} } : undefined)),
  },
  {
    id: 'transaction.refuses-unknown-edus',
    does: 'Refuses a transaction in which there is an EDU of an unknown type',
    breaks: ['ss.send.unknown-edu'],
    rules: { acceptsUnknownEdus: false },
  },
];

/** What the homeserver gets wrong of what others send into its rooms. */
export const receiptFaults: readonly Fault[] = [
  ...format,
  ...signatures,
  ...hashes,
  ...authorization,
  ...softFailure,
  ...holes,
  ...transactions,
];
