/** What checks may use of the harness that perform scenarios: forked histories of a room. */

export type { Algorithm, Scenario } from './event-graph/scenario/scenario.ts';
export { chosenScenarios } from './run/checks/chosen-scenarios.ts';
