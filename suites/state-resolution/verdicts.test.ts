import { chosenScenarios, type Scenario } from '../../harness/forks.ts';
import { eachRoomVersion, test } from '../../harness/index.ts';
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
  // What is done on receipt of an event is the same in all versions: the newest shows it.
  for (const { scenario } of scenarios.filter(({ roomVersions }) => roomVersions.at(-1) === roomVersion)) {
    const decided = decidedBy(scenario);
    if (!decided) continue;
    test(`what becomes of ${scenario.slug}`, decides(...decided), async ({ performances, expect }) => {
      for await (const performance of performances(scenario, { delivery: 'one by one' })) {
        for (const [name, seen] of await performance.sightings()) {
          const verdict = performance.expectedVerdict(name);
          const what = `${name} is ${verdict} (${performance.description})`;
          if (verdict === 'accepted') {
            const mayBeHidden = performance.typeOf(name) === aliases;
            if (!mayBeHidden) expect(seen, what).toMatchObject({ inMessages: true, inSync: true, toClients: true });
          } else if (!performance.isInCurrentState(name)) {
            expect(seen, what).toMatchObject({ inSync: false, toClients: false });
          }
          if (verdict === 'soft-failed') expect(seen, what).toMatchObject({ toServers: true });
        }
        const cited = await performance.nextEvent();
        const { parents, otherParents, authEvents } = performance.expectedCitations;
        const open = cited.parents.filter((one) => !otherParents.includes(one));
        expect({ ...cited, parents: open }, performance.description).toEqual({ parents, authEvents });
      }
    });
  }
});

/** Homeservers keep them from users, since anybody could fill rooms with them; the specification does not say that they may or may not. */
const aliases = 'm.room.aliases';
