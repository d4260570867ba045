import {
  type Algorithm,
  eachRoomVersion,
  hostScenario,
  objectsAt,
  type Scenario,
  stringAt,
  stringsAt,
  test,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { entriesOf, withOutcome } from './entries.ts';
import { hostedScenarios, hostedVersionsOf } from './hosted-scenarios.ts';

type Decided = Parameters<typeof decides>;

/** The file of a scenario names requirements as texts; a name that the catalogue does not have is refused when the checks are listed. */
const decidedBy = ({ decides: steps }: Scenario, algorithm: Algorithm): Decided => (steps[algorithm] ?? []) as Decided;

eachRoomVersion((roomVersion, { stateResolution }) => {
  for (const scenario of hostedScenarios.filter((one) => hostedVersionsOf(one).includes(roomVersion))) {
    test(scenario.slug, decides(...decidedBy(scenario, stateResolution)), async ({ alice, peer, evidence, expect }) => {
      const welcome = (room: { roomId: string }) => alice.join(room.roomId, [peer.serverName]);
      const hosted = await hostScenario(scenario, roomVersion, peer, welcome);
      const { graph, idOf } = hosted;
      // Some of the events are to be rejected, and whether that is reported is the target's own affair.
      expect(await peer.sendTransaction({ pdus: hosted.events.map(({ pdu }) => pdu) })).toBeGranted();
      await alice.follow(graph.roomId).waitForEvent(idOf('end'));

      // A server need not know the state before an event that it rejected.
      for (const probe of hosted.mergesOrProbes.filter((name) => !graph.isRejected(idOf(name)))) {
        const resolved = stringsAt((await peer.stateIds(graph, idOf(probe))).json, 'pdu_ids');
        evidence.stateBefore(hosted, idOf(probe), resolved);
        // What the scenario says was written by hand, and goes before the oracle.
        const outcome = scenario.expect.states[probe]?.[stateResolution];
        const expected = withOutcome(entriesOf(graph.stateBefore(idOf(probe)).eventIds(), hosted), outcome);
        expect(entriesOf(resolved, hosted), `${probe}: ${scenario.why}`).toEqual(expected);
      }
      const current = objectsAt((await alice.state(graph.roomId)).json).map((event) => stringAt(event, 'event_id'));
      evidence.currentState(hosted, current);
      expect(entriesOf(current, hosted), scenario.why).toEqual(entriesOf(graph.stateAfterAll().eventIds(), hosted));
    });
  }
});
