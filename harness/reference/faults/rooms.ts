import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { answering, both, changeEach, only } from '../../wire/doctors.ts';
import type { Fault } from '../fault.ts';
import type { Session } from '../users/account.ts';

const room = '/_matrix/client/v3/rooms/:roomId';
const state = answering('GET', `${room}/state`);
const stateContent = answering('GET', `${room}/state/:eventType/:stateKey`);
const sync = answering('GET', '/_matrix/client/v3/sync');
const timelines = ['rooms', 'join', '*', 'timeline', 'events'];

const ofMessage = (replace: (event: JsonObject) => JsonObject) => (event: JsonValue) =>
  isJsonObject(event) && event['type'] === 'm.room.message' ? replace(event) : event;
const contentOf = ({ content }: JsonObject): JsonObject => (isJsonObject(content) ? content : {});

const sending: readonly Fault[] = [
  {
    id: 'send.adds-to-the-content',
    does: 'Shows messages with a key that nobody sent',
    breaks: ['cs.send.reaches-members'],
    doctor: sync(
      changeEach(
        timelines,
        ofMessage((event) => ({ ...event, content: { ...contentOf(event), 'org.example.added': true } })),
      ),
    ),
  },
  {
    id: 'send.shows-messages-as-state',
    does: 'Shows messages with an empty state key',
    breaks: ['cs.send.reaches-members'],
    doctor: sync(
      changeEach(
        timelines,
        ofMessage((event) => ({ ...event, state_key: '' })),
      ),
    ),
  },
  {
    id: 'send.flattens-the-content',
    does: 'Keeps nothing of what is nested in a message',
    breaks: ['cs.send.reaches-members'],
    doctor: sync(
      changeEach(
        timelines,
        ofMessage((event) => ({ ...event, content: withoutNested(contentOf(event)) })),
      ),
    ),
  },
  {
    id: 'send.grants-what-it-drops',
    does: 'Grants messages that the room does not allow, which nobody sees',
    breaks: ['cs.send.not-a-member'],
    rules: { refusesForbidden: ({ stateKey }) => stateKey !== undefined },
  },
  {
    id: 'transactions.forgets',
    does: 'Takes every request for a new one, whatever its transaction ID',
    breaks: ['cs.transactions.idempotent'],
    rules: { transactionsOf: () => new Map() },
  },
  {
    id: 'transactions.of-the-user',
    does: 'Takes the same transaction ID of another device for the same request',
    breaks: ['cs.transactions.scope'],
    rules: {
      transactionsOf: ({ account, transactions }: Session) =>
        account.sessions.values().next().value?.transactions ?? transactions,
    },
  },
];

const stateEvents: readonly Fault[] = [
  {
    id: 'state.lists-what-was-replaced',
    does: 'Lists state of an own type twice where it has a state key, once as it was before',
    breaks: ['cs.state.overwritten'],
    doctor: state(({ json }) =>
      Array.isArray(json) ? { json: json.flatMap((event) => [...asItWas(event), event]) } : undefined,
    ),
  },
  {
    id: 'state.shows-what-was-replaced',
    does: 'Lists state of an own type, where it has a state key, with the content that it had before',
    breaks: ['cs.state.overwritten'],
    doctor: state(changeEach([], (event) => asItWas(event)[0] ?? event)),
  },
  {
    id: 'state.needs-the-slash',
    does: 'Does not know the path of a state event without the slash at its end',
    breaks: ['cs.state.optional-slash'],
    doctor: both(
      answering('PUT', `${room}/state/:eventType`)(unrecognized()),
      answering('GET', `${room}/state/:eventType`)(unrecognized()),
    ),
  },
  {
    id: 'state.unset-is-empty',
    does: 'Gives an empty content where state with a state key was never set',
    breaks: ['cs.state.unset'],
    doctor: only(
      ({ status, target }) => status === 404 && !target.endsWith('/') && !target.includes('m.room.member'),
      stateContent({ status: 200, json: {} }),
    ),
  },
  {
    id: 'state.unset-is-forbidden',
    does: 'Forbids to read state with a state key that was never set',
    breaks: ['cs.state.unset'],
    doctor: only(
      ({ status, target }) => status === 404 && !target.endsWith('/') && !target.includes('m.room.member'),
      stateContent({ status: 403, json: { errcode: 'M_FORBIDDEN', error: 'No' } }),
    ),
  },
  {
    id: 'state.not-found-by-strangers',
    does: 'Tells those who were never in a room that it has no state',
    breaks: ['cs.state.not-a-member'],
    doctor: only(
      ({ status }) => status === 403,
      state({ status: 404, json: { errcode: 'M_NOT_FOUND', error: 'There is none' } }),
    ),
  },
  {
    id: 'state.grants-what-it-drops',
    does: 'Grants state events that the room does not allow, which nobody sees',
    breaks: ['cs.state.needs-power'],
    rules: { refusesForbidden: ({ type, stateKey }) => stateKey === undefined || type === 'm.room.member' },
  },
];

function withoutNested(content: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(content).filter(([, value]) => typeof value !== 'object'));
}

/** A state event with the content of the one that it replaced; nothing where it replaced none. What the specification knows is left alone. */
function asItWas(event: JsonValue): JsonObject[] {
  if (!isJsonObject(event) || !isJsonObject(event['unsigned'])) return [];
  if (event['state_key'] === '' || stringProperty(event, 'type')?.startsWith('m.')) return [];
  const { prev_content: content } = event['unsigned'];
  return isJsonObject(content) ? [{ ...event, content }] : [];
}

function unrecognized() {
  return { status: 404, json: { errcode: 'M_UNRECOGNIZED', error: 'There is no such endpoint' } };
}

/** Sending into rooms, and their state. */
export const roomFaults: readonly Fault[] = [...sending, ...stateEvents];
