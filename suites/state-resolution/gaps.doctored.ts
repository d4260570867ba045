import { answering, type DoctoredAnswers, hostedScenarios, without } from '../../harness/doctoring.ts';

const stateIds = answering('GET', '/_matrix/federation/v1/state_ids/:roomId');

/** Those that gaps.test.ts is about. */
const catalogued = hostedScenarios().filter(({ catalogue, deliver }) => catalogue !== undefined && !deliver);

export default Object.fromEntries(
  catalogued.map(({ slug }) => [
    `asks for what is missing of ${slug}`,
    { 'an entry too few where branches meet': stateIds(without('pdu_ids', 0)) },
  ]),
) satisfies DoctoredAnswers;
