import { answering, asking, change, changeEach, type DoctoredAnswers, without } from '../../harness/doctoring.ts';
import { notFound } from '../whole-answers.ts';

const stateIds = answering('GET', '/_matrix/federation/v1/state_ids/:roomId');
const topic = answering('GET', '/_matrix/client/v3/rooms/:roomId/state/m.room.topic/');
const member = answering('GET', '/_matrix/client/v3/rooms/:roomId/state/m.room.member/:userId');
const sentEvents = asking('PUT', '/_matrix/federation/v1/send/:txnId');

const oneLess = stateIds(without('pdu_ids', 0));
const another = stateIds(change(['pdu_ids', 0], () => '$another'));

export default {
  'names the ends of two and of three branches as parents of its next event': {
    'one parent': sentEvents(changeEach(['pdus'], (pdu) => ({ ...(pdu as object), prev_events: ['$one'] }))),
    'sends no event': sentEvents(change(['pdus'], () => [])),
  },
  'lets one of three conflicting topics win': {
    'an entry too few at the merge': oneLess,
    'another event at the merge': another,
    'gives no state at the merge': stateIds(notFound),
    'tells clients of another topic': topic({ status: 200, json: { topic: 'of dave' } }),
    'tells clients of no topic': topic(notFound),
  },
  'does with a topic that a user set while being banned what the room version says': {
    'an entry too few at the merge': oneLess,
    'another event at the merge': another,
    'keeps the topic for clients': topic({ status: 200, json: { topic: 'of mallory' } }),
    'forgets the ban': member({ status: 200, json: { membership: 'join' } }),
  },
} satisfies DoctoredAnswers;
