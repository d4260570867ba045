import { join, joinRules, merge, name, powerLevels, room, topic } from './events.ts';
import { inAll, since2, someVersions, type Story } from './story.ts';

/** Stories that are told to homeservers, and of which there are no vector files. */
export const furtherStories: readonly Story[] = [
  {
    slug: 'agreed-entry-stays',
    title: 'Somebody joins and cites join rules that were replaced before',
    about:
      'The replaced join rules are in the auth difference, and the checks allow them; but both branches have the newer ones, and so these stay. Room version 1 looks at nothing but what is in conflict.',
    roomVersions: someVersions,
    events: {
      ...room(),
      replaced: joinRules('alice', 'public'),
      newer: joinRules('alice', 'public'),
      evelyn: { ...join('evelyn'), auth: ['create', 'PL', 'replaced'] },
      name: { ...name('alice'), after: ['newer'] },
      merge: merge('evelyn', 'name'),
    },
    merges: { merge: inAll({ 'm.room.join_rules': 'newer', '@evelyn': 'evelyn', 'm.room.name': 'name' }) },
  },
  {
    slug: 'event-ids-by-sha1',
    title: 'Two power levels differ in nothing but the event ID, of which the smaller has the smaller SHA-1',
    about:
      'The greater SHA-1 comes first, so the power levels with the smaller one stay, whose ID is the smaller, too.',
    roomVersions: ['1'],
    events: {
      ...room('bob'),
      P1: { ...powerLevels('alice', { bob: 10 }), idLike: /^\$[A-M]/ },
      P2: {
        ...powerLevels('alice', { bob: 20 }),
        after: ['bob'],
        sameTimeAs: 'P1',
        sortsBefore: 'P1',
        idLike: /^\$[N-Z]/,
      },
      merge: merge('P1', 'P2'),
    },
    merges: { merge: { v1: { 'm.room.power_levels': 'P1' } } },
  },
  {
    slug: 'event-ids-of-topics-by-bytes',
    title: 'Two topics differ in nothing but the event ID, and upper case decides',
    about:
      'Event IDs are compared by their bytes, where all upper-case letters come before the lower-case ones. By the alphabet, the two would be the other way round.',
    roomVersions: ['2', '3', '6', '10', '11', '12'],
    events: {
      ...room(),
      T1: { ...topic('alice', 'one'), idLike: /^\$[N-Z]/ },
      T2: { ...topic('alice', 'two'), after: ['JR'], sameTimeAs: 'T1', idLike: /^\$[a-m]/ },
      merge: merge('T1', 'T2'),
    },
    merges: { merge: since2({ 'm.room.topic': 'T2' }) },
  },
];
