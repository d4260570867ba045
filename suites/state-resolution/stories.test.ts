import {
  type Algorithm,
  eachRoomVersion,
  hostStory,
  objectsAt,
  stringAt,
  stringsAt,
  test,
} from '../../harness/index.ts';
import { decides } from '../decides.ts';
import { entriesOf, withOutcome } from './entries.ts';
import { roomVersionsOf, toldStories } from './told-stories.ts';

type Decided = Parameters<typeof decides>;

/** The steps of state resolution that a story is about, by the algorithm; what is said of v2 is said of v2.1, unless this has its own. */
const decided: Readonly<Record<string, Partial<Readonly<Record<Algorithm, Decided>>>>> = {
  'ban-beats-power-levels': { v1: ['sr.v1.passes'], v2: ['sr.v2.power-order.power', 'sr.v2.power-events'] },
  'ban-by-one-who-joined-again': { v2: ['sr.v2.power-order.power', 'sr.v2.power-events.authorizing'] },
  'power-levels-in-a-row': {
    v1: ['sr.v1.ascending-depth'],
    v2: ['sr.v2.auth-difference'],
    'v2.1': ['sr.v2.auth-checks.own-auth-events'],
  },
  'power-levels-at-the-same-time': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.power-order.time'] },
  'demotion-beats-ban': { v1: ['sr.v1.passes'], v2: ['sr.v2.power-order.power'] },
  'own-demotion-beats-later-ban': { v1: ['sr.v1.passes'], v2: ['sr.v2.auth-checks'] },
  'less-power-is-applied-later': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.power-order.power'] },
  'power-without-power-levels': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.power-order.own-levels'] },
  'power-by-own-auth-events': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.power-order.own-levels'] },
  'duelling-bans': { v1: ['sr.v1.passes'], v2: ['sr.v2.power-order.power', 'sr.v2.auth-checks'] },
  'ban-and-return': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.mainline.time'] },
  'ban-and-return-invite-only': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.mainline.time'] },
  'ban-and-return-against-nothing': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.auth-checks'] },
  'ban-and-leaving': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.auth-checks'] },
  'unban-and-second-ban': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.power-order.power', 'sr.v2.power-events'] },
  'kick-and-new-name': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.auth-checks'] },
  'kick-and-new-name-invite-only': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.auth-checks'] },
  'kick-and-return': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.mainline.time'] },
  'kick-and-return-invite-only': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.mainline.time'] },
  'kick-that-cites-a-new-name': {
    v1: ['sr.v1.ascending-depth'],
    v2: ['sr.v2.power-events.authorizing', 'sr.v2.auth-difference'],
    'v2.1': ['sr.v2.power-events.authorizing'],
  },
  'join-against-join-rules': { v1: ['sr.v1.conflict'], v2: ['sr.v2.conflict', 'sr.v2.auth-checks'] },
  'leaving-a-public-room': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.mainline.time'] },
  'leaving-an-invite-only-room': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.mainline.time', 'sr.v2.auth-checks'] },
  'invitation-revoked-and-accepted': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.auth-checks'] },
  'join-rules-of-one-who-just-joined': { v1: ['sr.v1.conflict'], v2: ['sr.v2.power-events.authorizing'] },
  'kick-in-the-auth-difference': {
    v1: ['sr.v1.conflict'],
    v2: ['sr.v2.auth-difference', 'sr.v2.power-events'],
    'v2.1': ['sr.v2.power-events'],
  },
  'knock-answered-and-retracted': { v2: ['sr.v2.mainline.time'] },
  'restricted-join-against-join-rules': { v2: ['sr.v2.conflict', 'sr.v2.power-events'] },
  'restricted-join-and-demotion': { v2: ['sr.v2.conflict', 'sr.v2.auth-checks'] },
  'restricted-join-and-kick': { v2: ['sr.v2.conflict', 'sr.v2.power-events'] },
  'topic-of-a-demoted-user': { v1: ['sr.v1.passes'], v2: ['sr.v2.auth-checks'] },
  'topic-of-a-banned-user': { v1: ['sr.v1.others-deepest'], v2: ['sr.v2.power-events', 'sr.v2.auth-checks'] },
  'topic-and-required-level': { v1: ['sr.v1.conflict'], v2: ['sr.v2.conflict', 'sr.v2.auth-checks'] },
  'topic-before-a-kick': { v1: ['sr.v1.conflict'], v2: ['sr.v2.conflict', 'sr.v2.power-events'] },
  'name-of-one-who-left': { v1: ['sr.v1.conflict'], v2: ['sr.v2.conflict', 'sr.v2.auth-checks'] },
  'mainline-beats-time': { v1: ['sr.v1.others-deepest'], v2: ['sr.v2.mainline.position'] },
  'mainline-of-unconflicted-power-levels': {
    v1: ['sr.v1.ascending-depth'],
    v2: ['sr.v2.unconflicted-start', 'sr.v2.mainline.position'],
    'v2.1': ['sr.v2.1.empty-start'],
  },
  'mainline-without-power-levels': { v1: ['sr.v1.others-deepest'], v2: ['sr.v2.mainline.time'] },
  'topic-before-the-first-power-levels': {
    v1: ['sr.v1.others-deepest'],
    v2: ['sr.v2.unconflicted-start', 'sr.v2.mainline.none'],
    'v2.1': ['sr.v2.1.empty-start'],
  },
  'topic-before-the-first-of-changed-power-levels': { v1: ['sr.v1.others-deepest'], v2: ['sr.v2.mainline.none'] },
  'steps-to-the-mainline-do-not-count': { v1: ['sr.v1.others-deepest'], v2: ['sr.v2.mainline.time'] },
  'new-names-by-mainline': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.mainline.position', 'sr.v2.power-events'] },
  'power-that-has-to-wait': { v1: ['sr.v1.passes'], v2: ['sr.v2.power-order.topological'] },
  'not-level-by-level': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.power-order.topological'] },
  'not-level-by-level-of-two': { v1: ['sr.v1.ascending-depth'], v2: ['sr.v2.power-order.topological'] },
  'event-ids-by-bytes': { v2: ['sr.v2.power-order.id'] },
  'event-ids-that-differ-in-case': { v2: ['sr.v2.power-order.id'] },
  'event-ids-decide-for-the-first-branch': { v1: ['sr.v1.descending-sha1'], v2: ['sr.v2.power-order.id'] },
  'event-ids-decide-for-the-second-branch': { v1: ['sr.v1.descending-sha1'], v2: ['sr.v2.power-order.id'] },
  'event-ids-of-topics': { v1: ['sr.v1.others-sha1'], v2: ['sr.v2.mainline.id'] },
  'event-ids-by-sha1': { v1: ['sr.v1.descending-sha1'] },
  'event-ids-of-topics-by-bytes': { v2: ['sr.v2.mainline.id'] },
  // Of which order it is does not show in the state.
  'smallest-topological-order': { v2: ['sr.v2.conflict'] },
  'nothing-in-conflict': { v1: ['sr.v1.conflict'], v2: ['sr.v2.conflict'] },
  'agreed-entry-stays': { v1: ['sr.v1.conflict'], v2: ['sr.v2.unconflicted-wins'] },
  'nested-merges': { v1: ['sr.v1.others-deepest'], v2: ['sr.v2.auth-checks'] },
  'three-branches': { v1: ['sr.v1.passes'], v2: ['sr.v2.power-order.power'] },
  'four-branches': { v2: ['sr.v2.power-order.power', 'sr.v2.conflict'] },
  'merge-with-an-ancestor': {
    v1: ['sr.v1.conflict'],
    v2: ['sr.v2.unconflicted-start'],
    'v2.1': ['sr.v2.1.empty-start'],
  },
  'one-after-the-other': { v1: ['sr.v1.passes'], v2: ['sr.v2.power-order.power'] },
  'join-rules-of-one-who-left': {
    v1: ['sr.v1.ascending-depth'],
    v2: ['sr.v2.unconflicted-start'],
    'v2.1': ['sr.v2.1.empty-start'],
  },
  'power-levels-between-two-in-conflict': {
    v1: ['sr.v1.passes'],
    v2: ['sr.v2.auth-difference'],
    'v2.1': ['sr.v2.1.subgraph'],
  },
  'mainline-from-the-subgraph': {
    v1: ['sr.v1.passes'],
    v2: ['sr.v2.mainline.position'],
    'v2.1': ['sr.v2.1.subgraph'],
  },
  'kick-in-no-conflict': {
    v1: ['sr.v1.others-deepest'],
    v2: ['sr.v2.unconflicted-start'],
    'v2.1': ['sr.v2.1.empty-start'],
  },
  'creator-and-administrator': { 'v2.1': ['sr.v2.1.creators'] },
  'two-creators': { 'v2.1': ['sr.v2.1.creators'] },
  'rejected-by-the-state-before': { v1: ['sr.rejected-no-state'], v2: ['sr.rejected-no-state'] },
  'cites-a-rejected-event': { v1: ['sr.rejected-no-state'], v2: ['sr.rejected-no-state'] },
  'rejected-for-good': { v1: ['sr.rejected-no-state'], v2: ['sr.rejected-no-state'] },
};

function decidedBy(slug: string, algorithm: Algorithm): Decided {
  const steps = decided[slug]?.[algorithm] ?? (algorithm === 'v2.1' ? decided[slug]?.v2 : undefined);
  if (steps) return steps;
  throw new Error(`Say here which steps of state resolution ${algorithm} the story ${slug} decides`);
}

eachRoomVersion((roomVersion, { stateResolution }) => {
  for (const story of toldStories.filter((one) => roomVersionsOf(one).includes(roomVersion))) {
    test(
      `resolves the story ${story.slug}`,
      decides(...decidedBy(story.slug, stateResolution)),
      async ({ alice, peer, expect }) => {
        const told = await hostStory(story, roomVersion, peer, (room) => alice.join(room.roomId, [peer.serverName]));
        const { room, idOf } = told;
        // Some of the events are to be rejected, and whether that is reported is the target's own affair.
        expect(await peer.sendTransaction({ pdus: told.events.map(({ pdu }) => pdu) })).toBeGranted();
        await alice.follow(room.roomId).waitForEvent(idOf('end'));

        for (const merge of [...Object.keys(story.merges), 'end']) {
          const resolved = stringsAt((await peer.stateIds(room, idOf(merge))).json, 'pdu_ids');
          // What the story says was written by hand, and goes before the oracle.
          const outcome = story.merges[merge]?.[stateResolution];
          const expected = withOutcome(entriesOf(room.stateBefore(idOf(merge)).eventIds(), told), outcome);
          expect(entriesOf(resolved, told), `${merge}: ${story.about}`).toEqual(expected);
        }
        const current = objectsAt((await alice.state(room.roomId)).json).map((event) => stringAt(event, 'event_id'));
        expect(entriesOf(current, told), story.about).toEqual(entriesOf(room.stateAfterAll().eventIds(), told));
      },
    );
  }
});
