import { answering, type Doctor, type DoctoredAnswers, hostedScenarios, without } from '../../harness/doctoring.ts';

const stateIds = answering('GET', '/_matrix/federation/v1/state_ids/:roomId');
const clientState = answering('GET', '/_matrix/client/v3/rooms/:roomId/state');

const wrongStates: Readonly<Record<string, Doctor>> = {
  'an entry too few where branches meet': stateIds(without('pdu_ids', 0)),
  'tells clients of an entry too few': clientState(without(0)),
};

export default Object.fromEntries(hostedScenarios().map(({ slug }) => [slug, wrongStates])) satisfies DoctoredAnswers;
