import {
  answering,
  asking,
  change,
  changeEach,
  type DoctoredAnswers,
  hostedScenarios,
  type JsonObject,
  type JsonValue,
  valueAt,
} from '../../harness/doctoring.ts';
import { notFound } from '../whole-answers.ts';

const messages = answering('GET', '/_matrix/client/v3/rooms/:roomId/messages');
const clientEvent = answering('GET', '/_matrix/client/v3/rooms/:roomId/event/:eventId');
const federationEvent = answering('GET', '/_matrix/federation/v1/event/:eventId');
const sentEvents = asking('PUT', '/_matrix/federation/v1/send/:txnId');

const shownToNobody: DoctoredAnswers[string] = {
  'shows clients nothing': messages(change(['chunk'], () => [])),
  'gives clients no event': clientEvent(notFound),
  'follows something else': sentEvents(changeEach(['pdus'], (pdu) => (isLast(pdu) ? followingAnother(pdu) : pdu))),
};
const shownToAll: DoctoredAnswers[string] = { 'gives clients every event': clientEvent({ status: 200, json: {} }) };
const keptFromServers: DoctoredAnswers[string] = { 'gives servers no event': federationEvent(notFound) };

/** The event that the guest sends after all others. */
function isLast(pdu: JsonValue): boolean {
  return valueAt(pdu, 'content', 'displayname') === 'after all that';
}

function followingAnother(pdu: JsonValue): JsonValue {
  return { ...(pdu as JsonObject), prev_events: ['$one'] };
}

/** Those that a check in verdicts.test.ts is about: something becomes of their events that is not usual. */
const unusual = hostedScenarios().filter(({ expect }) =>
  Object.values(expect.verdicts).some(({ verdict }) => verdict !== 'accepted'),
);

/** The ways to be wrong that a check can tell: of a hidden event that is in some state users are told, and only soft-failed ones are given to servers. */
function wrongOf({ expect: { states, verdicts } }: (typeof unusual)[number]): DoctoredAnswers[string] {
  const outcomes = Object.values(states).flatMap((byAlgorithm) => Object.values(byAlgorithm));
  const inStates = new Set(outcomes.flatMap((outcome) => Object.values(outcome)));
  const hidden = Object.entries(verdicts).filter(([, { verdict }]) => verdict !== 'accepted');
  return {
    ...shownToNobody,
    ...(hidden.some(([name]) => !inStates.has(name)) && shownToAll),
    ...(hidden.some(([, { verdict }]) => verdict === 'soft-failed') && keptFromServers),
  };
}

export default Object.fromEntries(
  unusual.map((scenario) => [`what becomes of ${scenario.slug}`, wrongOf(scenario)]),
) satisfies DoctoredAnswers;
