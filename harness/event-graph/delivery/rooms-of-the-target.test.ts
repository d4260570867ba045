import { expect, test } from 'vitest';
import { roomVersions } from '../../protocol/room-versions.ts';
import { scenariosIn } from '../scenario/read-scenario.ts';
import { entryKey } from '../scenario/state-entries.ts';
import { mayBeginOnTarget } from './arrangement.ts';
import { hostedOnTarget } from './testing-hosted.ts';

const hosted = scenariosIn()
  .filter((scenario) => mayBeginOnTarget(scenario) && Object.keys(scenario.resolve).length === 0)
  .flatMap((scenario) => scenario.roomVersions.map((roomVersion) => ({ slug: scenario.slug, scenario, roomVersion })));

test('most scenarios can begin in a room that the target made', () => {
  expect(new Set(hosted.map(({ slug }) => slug)).size).toBeGreaterThan(60);
});

test.each(hosted)('$slug in room version $roomVersion comes out the same there', ({ scenario, roomVersion }) => {
  const { graph, idOf, nameOf } = hostedOnTarget(scenario, roomVersion);
  const { stateResolution } = roomVersions[roomVersion];
  for (const [name, outcomes] of Object.entries(scenario.expect.states)) {
    const outcome = outcomes[stateResolution] ?? {};
    const state = graph.stateBefore(idOf(name));
    const found = Object.keys(outcome).map((key) => {
      const event = state.get(entryKey(key, (actor) => `@${actor}:${scenario.actors.get(actor) ?? 'a'}.example`));
      return [key, event ? nameOf(event.eventId) : null];
    });
    expect({ name, ...Object.fromEntries(found) }).toEqual({ name, ...outcome });
  }
  const rejected = Object.entries(scenario.expect.verdicts).filter(([, { verdict }]) => verdict === 'rejected');
  expect(new Set([...scenario.events.keys()].filter((name) => graph.isRejected(idOf(name))))).toEqual(
    new Set(rejected.map(([name]) => name)),
  );
});
