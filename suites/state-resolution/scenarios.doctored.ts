import {
  answering,
  change,
  type Doctor,
  type DoctoredAnswers,
  hostedScenarios,
  without,
} from '../../harness/doctoring.ts';

const v1 = '/_matrix/federation/v1';
const stateIds = answering('GET', `${v1}/state_ids/:roomId`);
const state = answering('GET', `${v1}/state/:roomId`);
const eventAuth = answering('GET', `${v1}/event_auth/:roomId/:eventId`);
const clientState = answering('GET', '/_matrix/client/v3/rooms/:roomId/state');

const wrongStates: Readonly<Record<string, Doctor>> = {
  'an entry too few where branches meet': stateIds(without('pdu_ids', 0)),
  'an event too few where branches meet': state(without('pdus', 0)),
  'no auth chain by ID': stateIds(change(['auth_chain_ids'], () => [])),
  'no auth chain': eventAuth(change(['auth_chain'], () => [])),
  'tells clients of an entry too few': clientState(without(0)),
};

export default Object.fromEntries(hostedScenarios().map(({ slug }) => [slug, wrongStates])) satisfies DoctoredAnswers;
