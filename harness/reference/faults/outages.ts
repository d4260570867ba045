import { draftEvent } from '../../event-graph/build-event.ts';
import type { RoomGraph } from '../../event-graph/room-graph.ts';
import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { serverNameAfterColon } from '../../protocol/pdu.ts';
import { generateSigningKey, type SigningKey } from '../../protocol/signing.ts';
import { answering, change } from '../../wire/doctors.ts';
import type { Fault } from '../fault.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Rules } from '../rules.ts';
import { federationRules } from '../rules/federation.ts';
import { restartRules } from '../rules/restart.ts';
import { forgetMessages } from '../server-server/edus.ts';
import { forgetTransactions } from '../server-server/transactions.ts';
import type { Session } from '../users/account.ts';

/** Forgets something more when it starts again. */
const forgetting = (more: (homeserver: Homeserver) => void): Pick<Rules, 'forgetAtRestart'> => ({
  forgetAtRestart: (homeserver) => {
    restartRules.forgetAtRestart(homeserver);
    more(homeserver);
  },
});

const sessionsOf = ({ accounts }: Homeserver): Session[] =>
  accounts.list().flatMap((account) => [...account.sessions.values()]);

const isOfType = ({ edu_type: type }: JsonObject, unwanted: string): boolean => type === unwanted;

/** Keeps what a server did not take, but for EDUs of a type. */
const withoutEdus = (type: string): Pick<Rules, 'keptForLater'> => ({
  keptForLater: ({ pdus, edus }) => ({ pdus, edus: edus.filter((edu) => !isOfType(edu, type)) }),
});

/** Gives a message to a device another ID. */
const renamed = (edu: JsonObject): JsonObject =>
  isOfType(edu, 'm.direct_to_device') && isJsonObject(edu['content'])
    ? { ...edu, content: { ...edu['content'], message_id: 'again' } }
    : edu;

/** A server is away, or slow. */
const sending: readonly Fault[] = [
  {
    id: 'outages.another-transaction-id',
    does: 'Sends a transaction that was not taken again under another ID',
    breaks: ['ss.send.same-id'],
    rules: { sentAgain: (transaction) => ({ ...transaction, txnId: `${transaction.txnId}-again` }) },
  },
  {
    id: 'outages.gives-up-at-once',
    does: 'Sends a transaction once, whether it was taken or not',
    breaks: ['ss.send.same-id', 'ss.outage.events', 'ss.outage.device-messages', 'ss.outage.device-lists'],
    rules: { keptForLater: () => ({ pdus: [], edus: [] }) },
  },
  {
    id: 'outages.loses-events',
    does: 'Sends events once, whether they were taken or not',
    breaks: ['ss.outage.events'],
    rules: { keptForLater: ({ edus }) => ({ pdus: [], edus }) },
  },
  {
    id: 'outages.waits-for-each-server',
    does: 'Sends nothing to one server while another has not answered',
    breaks: ['ss.outage.others'],
    rules: { sendsSideBySide: false },
  },
  {
    id: 'outages.loses-device-messages',
    does: 'Sends messages to devices once, whether they were taken or not',
    breaks: ['ss.outage.device-messages'],
    rules: withoutEdus('m.direct_to_device'),
  },
  {
    id: 'outages.another-message-id',
    does: 'Gives a message to a device another ID when it sends it again',
    breaks: ['ss.device-messages.same-id'],
    rules: { keptForLater: ({ pdus, edus }) => ({ pdus, edus: edus.map(renamed) }) },
  },
  {
    id: 'outages.loses-device-lists',
    does: 'Tells of a changed device once, whether it was heard or not',
    breaks: ['ss.outage.device-lists'],
    rules: withoutEdus('m.device_list_update'),
  },
  {
    id: 'outages.asks-one-server',
    does: 'Asks only the first of several servers to let a user in',
    breaks: ['cs.join.via'],
    rules: { serversToAsk: (via) => via.slice(0, 1) },
  },
  {
    id: 'outages.waits-for-nobody',
    does: 'Takes a server for one that is away which needs more than 40 ms for an answer',
    breaks: ['ss.join.outbound'],
    rules: { waitsForServersMs: 40 },
  },
  {
    id: 'outages.conceals-failures',
    does: 'Does not say which servers could not be reached for keys',
    breaks: ['cs.keys.failures'],
    doctor: answering('POST', '/_matrix/client/v3/keys/query')(change(['failures'], () => ({}))),
  },
  {
    id: 'outages.always-fails-for-keys',
    does: 'Names a server that answered among those that could not be reached for keys',
    breaks: ['cs.keys.failures'],
    doctor: answering(
      'POST',
      '/_matrix/client/v3/keys/query',
    )(({ json, asked }) => {
      const wanted = isJsonObject(asked) && isJsonObject(asked['device_keys']) ? Object.keys(asked['device_keys']) : [];
      const servers = wanted.map((userId) => [serverNameAfterColon(userId), {}]);
      return isJsonObject(json)
        ? { json: { ...json, failures: Object.fromEntries(servers) as JsonObject } }
        : undefined;
    }),
  },
];

/** Keys and rooms of homeservers that have started again. */
const oldKeys = new WeakSet<SigningKey>();
const oldRooms = new WeakSet<RoomGraph>();
const newKey = generateSigningKey();

/** The homeserver stops, and starts again. */
const restarts: readonly Fault[] = [
  {
    id: 'restarts.ends-sessions',
    does: 'Forgets access tokens when it starts again',
    breaks: ['cs.tokens.lasting'],
    rules: forgetting(({ accounts }) => {
      for (const account of accounts.list())
        for (const deviceId of account.sessions.keys()) accounts.logOut(account, deviceId);
    }),
  },
  {
    id: 'restarts.forgets-client-transactions',
    does: 'Forgets the transaction IDs of clients when it starts again',
    breaks: ['cs.transactions.lasting'],
    rules: forgetting((homeserver) => {
      for (const { transactions } of sessionsOf(homeserver)) transactions.clear();
    }),
  },
  {
    id: 'restarts.forgets-messages-to-devices',
    does: 'Forgets messages that no device has fetched when it starts again',
    breaks: ['cs.to-device.lasting'],
    rules: forgetting((homeserver) => {
      for (const { toDevice } of sessionsOf(homeserver)) toDevice.splice(0);
    }),
  },
  {
    id: 'restarts.forgets-what-it-owes',
    does: 'Forgets what other servers did not take when it starts again',
    breaks: ['ss.outage.events'],
    rules: forgetting(({ outbox }) => {
      outbox.clear();
    }),
  },
  {
    id: 'restarts.forgets-transactions',
    does: 'Forgets which transactions it was sent when it starts again',
    breaks: ['ss.send.replay'],
    rules: forgetting((homeserver) => {
      forgetTransactions(homeserver);
      forgetMessages(homeserver);
    }),
  },
  {
    id: 'restarts.forgets-a-branch',
    does: 'Names one forward extremity only as the parent of a new event in a room from before it started again',
    breaks: ['ss.send.outbound'],
    rules: {
      ...forgetting(({ rooms }) => {
        for (const { graph } of rooms.list()) oldRooms.add(graph);
      }),
      draftOwnEvent: (graph, spec) =>
        draftEvent(graph, oldRooms.has(graph) ? { ...spec, prevEvents: graph.forwardExtremities.slice(-1) } : spec),
    },
  },
  {
    id: 'restarts.publishes-another-key',
    does: 'Publishes another key when it starts again, and not the one that it had',
    breaks: ['ss.keys.kept'],
    rules: {
      ...forgetting(({ signingKey }) => void oldKeys.add(signingKey)),
      verifyKeys: (key) => federationRules.verifyKeys(oldKeys.has(key) ? newKey : key),
    },
  },
  {
    id: 'restarts.shows-last-events-no-more',
    does: 'Shows nobody the last event of a room from before it started again who has not seen it',
    breaks: ['cs.sync.lasting-token'],
    rules: forgetting(({ rooms }) => {
      for (const { timeline } of rooms.list()) timeline.pop();
    }),
  },
  {
    id: 'restarts.shows-events-again',
    does: 'Shows the last event of a room from before it started again once more after that',
    breaks: ['cs.sync.lasting-token'],
    rules: forgetting(({ rooms, stream }) => {
      for (const { timeline } of rooms.list()) {
        const last = timeline.at(-1);
        if (last) timeline.push({ ...last, position: stream.advance() });
      }
    }),
  },
  {
    id: 'restarts.forgets-rooms',
    does: 'Knows no longer in which rooms its users are when it starts again',
    breaks: ['cs.state.lasting'],
    rules: forgetting(({ accounts, rooms }) => {
      for (const { userId } of accounts.list()) for (const room of rooms.ofUser(userId)) rooms.forget(userId, room);
    }),
  },
  {
    id: 'restarts.loses-what-waits',
    does: 'Refuses what it was asked while it did not compute',
    breaks: ['ss.send.processed'],
    rules: { answersWhatWaited: false },
  },
];

/** What the homeserver gets wrong when another server is away, or it was away itself. */
export const outageFaults: readonly Fault[] = [...sending, ...restarts];
