import type { Catalogue } from '../../../harness/index.ts';

const section = '/client-server-api/#syncing';

/** What a sync shows. */
export const syncing = {
  'cs.sync.initial-state': {
    level: 'DEFINED',
    since: 'r0',
    text: 'An initial sync gives the complete state of a room as it was at the start of the timeline',
    anchor: section,
  },
  'cs.sync.no-repetition': {
    level: 'DEFINED',
    since: 'r0',
    text: 'State that is in the timeline is not in the state list as well',
    anchor: section,
  },
  'cs.sync.incremental': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A sync with a token gives what is new since then, and no state unless the timeline is limited',
    anchor: section,
  },
  'cs.sync.limited': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A timeline that leaves events out is marked as limited, and the state list says what they changed',
    anchor: section,
  },
  'cs.sync.closes-gap': {
    level: 'DEFINED',
    since: 'r0',
    text: 'The history between the last sync and the start of a limited timeline holds just the events that were left out',
    anchor: section,
  },
  'cs.filter.rooms': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A filter with a list of rooms includes all events of these rooms and of no other',
    anchor: '/client-server-api/#post_matrixclientv3useruseridfilter',
  },
} as const satisfies Catalogue;
