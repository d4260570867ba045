import { chosenScenarios, eachRoomVersion, type Scenario, test } from '../../harness/index.ts';
import { decides } from '../decides.ts';

type Decided = Parameters<typeof decides>;

/** What a scenario decides besides the state: something becomes of its events that is not usual. */
function decidedBy({ expect: { verdicts } }: Scenario): Decided | undefined {
  const found = new Set(Object.values(verdicts).map(({ verdict }) => verdict));
  const ids = [
    ...(found.has('rejected') ? (['ss.pdu.rejected-hidden', 'ss.pdu.rejected-parent'] as const) : []),
    ...(found.has('soft-failed') ? (['ss.pdu.soft-failed', 'ss.pdu.soft-failed-parent'] as const) : []),
    ...(found.has('not-taken') ? (['sr.fork.hole-stays'] as const) : []),
  ];
  return ids.length > 0 ? (ids as readonly string[] as Decided) : undefined;
}

const scenarios = chosenScenarios();

eachRoomVersion((roomVersion) => {
  for (const { scenario } of scenarios.filter(({ roomVersions }) => roomVersions.includes(roomVersion))) {
    const decided = decidedBy(scenario);
    if (!decided) continue;
    test(`what becomes of ${scenario.slug}`, decides(...decided), async ({ performances, expect }) => {
      for await (const performance of performances(scenario, { oneByOne: true })) {
        const sightings = await performance.sightings();
        for (const [name, seen] of sightings) {
          const verdict = performance.expectedVerdict(name);
          const isAccepted = verdict === 'accepted';
          expect(seen, `${name} is ${verdict} (${performance.description})`).toMatchObject({
            inMessages: isAccepted,
            inSync: isAccepted,
            toClients: isAccepted,
            // Of those that were rejected nothing is said, and others nobody has.
            ...((isAccepted || verdict === 'soft-failed') && { toServers: true }),
          });
        }
        expect(await performance.nextEvent(), performance.description).toEqual(performance.expectedCitations);
      }
    });
  }
});
