import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { toldStories, roomVersionsOf } from '../../suites/state-resolution/told-stories.ts';
import { appendEvent } from '../event-graph/append-event.ts';
import { buildEvent } from '../event-graph/build-event.ts';
import { createRoomGraph } from '../event-graph/create-room.ts';
import type { RoomGraph } from '../event-graph/room-graph.ts';
import { EventGraphEvaluation } from '../protocol/evaluation/event-graph-evaluation.ts';
import { type Oracle, oracleOf } from '../protocol/oracle.ts';
import { readRoomEvent } from '../protocol/room-event.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import { generateSigningKey } from '../protocol/signing.ts';
import { stateMapKey } from '../protocol/state-map-key.ts';
import { furtherMutants } from './mutants/further-mutants.ts';
import { resolutionMutants } from './mutants/resolution-mutants.ts';
import { hostStory, type HostedStory, type StoryHost } from './state-resolution/host-story.ts';
import type { Story } from './state-resolution/story.ts';

const signingKey = generateSigningKey();
const signingKeyOf = () => signingKey;

const host: StoryHost = {
  serverName: 'localhost:1',
  user: (localpart) => `@${localpart}:localhost:1`,
  hostRoom: (spec) => createRoomGraph(spec, signingKeyOf),
  build: (room, spec) => buildEvent(room, spec, signingKeyOf),
};

async function welcomeGuest(room: RoomGraph): Promise<void> {
  const guest = '@guest:localhost:2';
  const join = { type: 'm.room.member', sender: guest, stateKey: guest, content: { membership: 'join' } };
  await Promise.resolve(appendEvent(room, join, signingKeyOf));
}

interface Told {
  readonly story: Story;
  readonly roomVersion: RoomVersion;
  readonly hosted: HostedStory;
}

const told: readonly Told[] = await Promise.all(
  toldStories.flatMap((story) =>
    roomVersionsOf(story).map(async (roomVersion) => ({
      story,
      roomVersion,
      hosted: await hostStory(story, roomVersion, host, welcomeGuest),
    })),
  ),
);

/** Where a check looks at the state: where branches meet, and at the end. */
const probesOf = ({ merges }: Story): string[] => [...Object.keys(merges), 'end'];

function evaluate(oracle: Oracle, { roomVersion, hosted: { room } }: Told): EventGraphEvaluation {
  const evaluation = new EventGraphEvaluation(oracle);
  for (const eventId of room.eventIds) evaluation.add(readRoomEvent(room.event(eventId), roomVersion));
  return evaluation;
}

/** The states that a check looks at, as they are by some oracle. */
function statesBy(oracle: Oracle, one: Told): string {
  const evaluation = evaluate(oracle, one);
  const states = probesOf(one.story).map((probe) => evaluation.stateBefore(one.hosted.idOf(probe)));
  return states.map((state) => state.eventIds().join(' ')).join('\n');
}

/** An event that cites a rejected one is rejected itself: only a server that is told a wrong state can make this mistake. */
const untold = ['resolution.rejected-auth-events'];
const mutants = [...resolutionMutants, ...furtherMutants].filter(({ id }) => !untold.includes(id));
const byAlgorithm = Map.groupBy(told, ({ roomVersion }) => oracleOf(roomVersion).rules.stateResolution);

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

test.each(told)('$story.slug in room version $roomVersion is what it says with a guest, too', (one) => {
  const { story, roomVersion, hosted } = one;
  const { room, idOf, nameOf } = hosted;
  const oracle = oracleOf(roomVersion);
  const evaluation = evaluate(oracle, one);
  for (const probe of probesOf(story)) {
    expect(evaluation.ambiguousBefore(idOf(probe))).toEqual([]);
    const outcome = story.merges[probe]?.[oracle.rules.stateResolution] ?? {};
    const state = evaluation.stateBefore(idOf(probe));
    const found = Object.keys(outcome).map((key) => {
      const [type, stateKey] = key.startsWith('@') ? ['m.room.member', host.user(key.slice(1))] : [key, ''];
      const event = state.get(stateMapKey(type, stateKey));
      return [key, event ? nameOf(event.eventId) : null];
    });
    expect(Object.fromEntries(found)).toEqual(outcome);
  }
  const rejected = room.eventIds.filter((eventId) => room.isRejected(eventId)).map(nameOf);
  expect(new Set(rejected)).toEqual(new Set(Object.keys(story.rejected ?? {})));
});

test('the table of the checks has every story that is told, and no other', () => {
  const checks = readFileSync(new URL('../../suites/state-resolution/stories.test.ts', import.meta.url), 'utf8');
  const listed = [...checks.matchAll(/^  '([a-z0-9-]+)': \{/gm)].map(([, slug]) => slug);
  expect(new Set(listed)).toEqual(new Set(toldStories.map(({ slug }) => slug)));
});
