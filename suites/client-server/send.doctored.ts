import { randomUUID } from 'node:crypto';
import { answering, change, type DoctoredAnswers, type JsonObject, only, valueAt } from '../../harness/doctoring.ts';
import { changeEvents, contentOf, refusal, timelines, whereGranted, wrongRefusals } from './lies.ts';

const send = answering('PUT', '/_matrix/client/v3/rooms/:roomId/send/m.room.message/:txnId');
const sync = answering('GET', '/_matrix/client/v3/sync');

const showing = (replace: (event: JsonObject) => JsonObject | JsonObject[]) =>
  sync(changeEvents(timelines, 'm.room.message', replace));
const showsOneMore = showing((event) => [{ ...event, event_id: '$another' }, event]);
/** By the id that its sender gave it: the homeserver may show it in a sync of its own. */
const hidesTheFirst = showing((event) => (valueAt(event, 'unsigned', 'transaction_id') === 'one' ? [] : event));

export default {
  'shows a sent event to the members of the room': {
    'refuses it': send(refusal(403, 'M_FORBIDDEN')),
    'another content': showing((event) => ({ ...event, content: { ...contentOf(event), body: 'Bye' } })),
    'one key more': showing((event) => ({ ...event, content: { ...contentOf(event), added: 1 } })),
    'another type': showing((event) => ({ ...event, type: 'm.room.encrypted' })),
    'another sender': showing((event) => ({ ...event, sender: '@dave:localhost' })),
    'as state': showing((event) => ({ ...event, state_key: '' })),
  },
  'refuses an event of somebody who is not in the room': {
    ...wrongRefusals(send),
    'refuses members, too': whereGranted(send, refusal(403, 'M_FORBIDDEN')),
    'sends it all the same': showsOneMore,
  },
  'takes a repeated transaction id for a repeated request': {
    'answers with another event': send(change(['event_id'], () => `$${randomUUID()}`)),
    'sends it again': showsOneMore,
    'does not send it at all': hidesTheFirst,
  },
  'takes the same transaction id from another device for another request': {
    'takes both for the same': send(change(['event_id'], () => '$same')),
    'refuses the second': only(({ party }) => party === "alice's phone", send(refusal(400, 'M_BAD_STATE'))),
    'shows the second alone': hidesTheFirst,
    'sends one more': showsOneMore,
  },
} satisfies DoctoredAnswers;
