import { chosenScenarios } from '../../harness/forks.ts';
import { eachRoomVersion, test } from '../../harness/index.ts';
import { decides } from '../decides.ts';

/** One of each kind is enough: those of the catalogue, as long as they do not say themselves what is withheld. */
const scenarios = chosenScenarios().filter(({ scenario }) => scenario.catalogue !== undefined && !scenario.deliver);

eachRoomVersion((roomVersion) => {
  // What is withheld is asked for in all versions in the same way: the newest shows it.
  for (const { scenario } of scenarios.filter(({ roomVersions }) => roomVersions.at(-1) === roomVersion)) {
    test(
      `asks for what is missing of ${scenario.slug}`,
      decides('sr.fork.gap-filled'),
      async ({ performances, evidence, expect }) => {
        for await (const performance of performances(scenario, { delivery: 'with a gap' })) {
          const { hosted, description } = performance;
          for (const probe of performance.probes) {
            const { eventIds, entries } = await performance.stateBefore(probe);
            evidence.stateBefore(hosted, hosted.idOf(probe), eventIds);
            expect(entries, `${probe}: ${scenario.why} (${description})`).toEqual(performance.expectedBefore(probe));
          }
        }
      },
    );
  }
});
