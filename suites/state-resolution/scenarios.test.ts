import { type Algorithm, chosenScenarios, type Scenario } from '../../harness/forks.ts';
import { eachRoomVersion, test } from '../../harness/index.ts';
import { decides } from '../decides.ts';

type Decided = Parameters<typeof decides>;

/** The file of a scenario names requirements as texts; a name that the catalogue does not have is refused when the checks are listed. */
const decidedBy = ({ decides: steps, deliver }: Scenario, algorithm: Algorithm): Decided =>
  [...(steps[algorithm] ?? []), ...(deliver ? [] : told)] as readonly string[] as Decided;

/** What is told of a state that a homeserver must have; where events are kept from it, it may go without. */
const told = ['sr.fork.state-told', 'sr.fork.auth-chain'] as const satisfies Decided;

const scenarios = chosenScenarios();

eachRoomVersion((roomVersion, { stateResolution }) => {
  for (const { scenario } of scenarios.filter(({ roomVersions }) => roomVersions.includes(roomVersion))) {
    test(
      scenario.slug,
      decides(...decidedBy(scenario, stateResolution)),
      async ({ performances, evidence, expect }) => {
        for await (const performance of performances(scenario)) {
          const { hosted, description } = performance;
          const why = `${scenario.why} (${description})`;
          for (const probe of performance.probes) {
            const { byId, whole, chainDefects } = await performance.toldBefore(probe);
            evidence.stateBefore(hosted, hosted.idOf(probe), byId.eventIds);
            expect(byId.entries, `${probe}: ${why}`).toEqual(performance.expectedBefore(probe));
            expect(whole.entries, `${probe}, as whole events: ${why}`).toEqual(byId.entries);
            expect(chainDefects, `auth chains at ${probe} (${description})`).toEqual([]);
          }
          for (const shown of [await performance.currentState(), await performance.stateInContext()]) {
            if (!shown) continue;
            evidence.stateBefore(hosted, hosted.idOf('end'), shown.eventIds);
            expect(shown.entries, why).toEqual(performance.expectedNow);
          }
          expect((await performance.members()).entries, why).toEqual(performance.expectedMembers);
        }
      },
    );
  }
});
