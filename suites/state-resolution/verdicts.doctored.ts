import {
  answering,
  asking,
  change,
  changeEach,
  type Doctor,
  type DoctoredAnswers,
  hostedScenarios,
} from '../../harness/doctoring.ts';
import { notFound } from '../whole-answers.ts';

const messages = answering('GET', '/_matrix/client/v3/rooms/:roomId/messages');
const clientEvent = answering('GET', '/_matrix/client/v3/rooms/:roomId/event/:eventId');
const federationEvent = answering('GET', '/_matrix/federation/v1/event/:eventId');
const sentEvents = asking('PUT', '/_matrix/federation/v1/send/:txnId');

const wrongVerdicts: Readonly<Record<string, Doctor>> = {
  'shows clients nothing': messages(change(['chunk'], () => [])),
  'gives clients no event': clientEvent(notFound),
  'gives clients every event': clientEvent({ status: 200, json: {} }),
  'gives servers no event': federationEvent(notFound),
  'follows something else': sentEvents(changeEach(['pdus'], (pdu) => ({ ...(pdu as object), prev_events: ['$one'] }))),
};

/** Those that a check in verdicts.test.ts is about: something becomes of their events that is not usual. */
const unusual = hostedScenarios().filter(({ expect }) =>
  Object.values(expect.verdicts).some(({ verdict }) => verdict !== 'accepted'),
);

export default Object.fromEntries(
  unusual.map(({ slug }) => [`what becomes of ${slug}`, wrongVerdicts]),
) satisfies DoctoredAnswers;
