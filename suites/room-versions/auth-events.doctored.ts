import type { DoctoredAnswers } from '../../harness/doctoring.ts';
import { showingEveryPdu } from '../server-server/leaking.ts';
import { lies, showingNothing } from './lies.ts';

export default {
  'takes an event only with the auth events that are selected for it': lies,
  'takes the aliases of a server from its users': lies,
  'takes events from joined users, with no state key that is another user': lies,
  'takes events from users with the level that their type takes': lies,
  'takes redactions by level, or by the server of both event IDs': lies,
  'takes no event that cites one of another room': {
    'shows it': showingEveryPdu(),
    'shows nothing': showingNothing,
  },
} satisfies DoctoredAnswers;
