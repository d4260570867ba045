import { describe, expect, test } from 'vitest';
import { catalogue } from '../../suites/catalogue.ts';
import { appendEvent } from '../event-graph/append-event.ts';
import type { RoomGraph } from '../event-graph/room-graph.ts';
import { type HostedScenario, hostScenario, type Strangers } from '../event-graph/scenario/host-scenario.ts';
import { scenariosIn } from '../event-graph/scenario/read-scenario.ts';
import { entryKey } from '../event-graph/scenario/state-entries.ts';
import { EventGraphEvaluation } from '../protocol/evaluation/event-graph-evaluation.ts';
import { type Oracle, oracleOf } from '../protocol/oracle.ts';
import { readRoomEvent } from '../protocol/room-event.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import { generateSigningKey } from '../protocol/signing.ts';
import { RoomState } from '../protocol/state-resolution/room-state.ts';
import type { Catalogue } from '../run/checks/requirement.ts';
import { hostedScenarios, performedVersionsOf } from '../run/checks/scenario-choice.ts';
import { furtherMutants } from './mutants/further-mutants.ts';
import { resolutionMutants } from './mutants/resolution-mutants.ts';

const signingKey = generateSigningKey();
const signingKeyOf = () => signingKey;
const serverNameOf = () => 'localhost:1';

async function welcomeGuest(room: RoomGraph): Promise<Strangers> {
  const guest = '@guest:localhost:2';
  const join = { type: 'm.room.member', sender: guest, stateKey: guest, content: { membership: 'join' } };
  await Promise.resolve(appendEvent(room, join, signingKeyOf));
  return new Map([[guest, 'guest']]);
}

interface Played {
  readonly slug: string;
  readonly roomVersion: RoomVersion;
  readonly hosted: HostedScenario;
}

const all: readonly Played[] = await Promise.all(
  hostedScenarios().flatMap((scenario) =>
    performedVersionsOf(scenario).map(async (roomVersion) => ({
      slug: scenario.slug,
      roomVersion,
      hosted: await hostScenario(scenario, roomVersion, { serverNameOf, signingKeyOf }, welcomeGuest),
    })),
  ),
);

function evaluate(oracle: Oracle, { roomVersion, hosted: { graph, toldStates } }: Played): EventGraphEvaluation {
  const evaluation = new EventGraphEvaluation(oracle);
  for (const eventId of graph.eventIds) {
    const event = readRoomEvent(graph.event(eventId), roomVersion);
    const told = toldStates.get(eventId)?.flatMap((one) => evaluation.store.get(one) ?? []);
    if (told) evaluation.addWithState(event, RoomState.of(told));
    else if (graph.isOutlier(eventId) || !graph.judgementOf(eventId)) evaluation.addOutlier(event);
    else evaluation.add(event);
  }
  return evaluation;
}

/** The states that a check looks at, as they are by some oracle. */
function statesBy(oracle: Oracle, one: Played): string {
  const evaluation = evaluate(oracle, one);
  const states = one.hosted.mergesOrProbes.map((probe) => evaluation.stateBefore(one.hosted.idOf(probe)));
  return states.map((state) => state.eventIds().join(' ')).join('\n');
}

/** An event that cites a rejected one is rejected itself: only a server that is told a wrong state can make this mistake. */
const untold = ['resolution.rejected-auth-events'];
const mutants = [...resolutionMutants, ...furtherMutants].filter(({ id }) => !untold.includes(id));
const byAlgorithm = Map.groupBy(all, ({ roomVersion }) => oracleOf(roomVersion).rules.stateResolution);

describe.each([...byAlgorithm])('%s', (_algorithm, ofAlgorithm) => {
  const wrong = mutants.filter((mutant) => ofAlgorithm.some(({ roomVersion }) => mutant.oracleOf(roomVersion)));

  test.each(wrong)('a homeserver with the mistake $id would be told from one without', (mutant) => {
    const telling = ofAlgorithm.find((one) => {
      const oracle = mutant.oracleOf(one.roomVersion);
      return oracle && statesBy(oracle, one) !== statesBy(oracleOf(one.roomVersion), one);
    });
    expect(telling).toBeDefined();
  });
});

test.each(all)('$slug in room version $roomVersion is what it says with a guest, too', (one) => {
  const { graph, idOf, nameOf, scenario, mergesOrProbes } = one.hosted;
  const oracle = oracleOf(one.roomVersion);
  const evaluation = evaluate(oracle, one);
  for (const probe of mergesOrProbes) {
    expect(evaluation.ambiguousBefore(idOf(probe))).toEqual([]);
    const outcome = scenario.expect.states[probe]?.[oracle.rules.stateResolution] ?? {};
    const state = evaluation.stateBefore(idOf(probe));
    const found = Object.keys(outcome).map((key) => {
      const event = state.get(entryKey(key, (actor) => `@${actor}:${serverNameOf()}`));
      return [key, event ? nameOf(event.eventId) : null];
    });
    expect(Object.fromEntries(found)).toEqual(outcome);
  }
  const rejected = graph.eventIds.filter((eventId) => graph.isRejected(eventId)).map(nameOf);
  const expected = Object.entries(scenario.expect.verdicts).filter(([, { verdict }]) => verdict === 'rejected');
  expect(new Set(rejected)).toEqual(new Set(expected.map(([name]) => name)));
});

test('scenarios decide requirements of the catalogue, of the algorithms that they are said of', () => {
  const requirements: Catalogue = catalogue;
  const wrong = scenariosIn().flatMap(({ slug, decides, roomVersions }) =>
    roomVersions.flatMap((roomVersion) => {
      const { rules } = oracleOf(roomVersion);
      return (decides[rules.stateResolution] ?? [])
        .filter((id) => !requirements[id] || requirements[id].roomVersions?.(rules) === false)
        .map((id) => `${slug}: ${id} in room version ${roomVersion}`);
    }),
  );
  expect(wrong).toEqual([]);
});
