import type { DoctoredAnswers } from '../../harness/doctoring.ts';
import { lies } from './lies.ts';

export default {
  'takes no power levels that are not integers': lies,
  'takes power levels of users, of any height in the first of a room': lies,
  'takes no boolean and no digits with a separator for the level of a user': lies,
  'takes no power levels that list a creator': lies,
  'lets users alter the levels up to their own': lies,
  'lets users alter the entries up to their own level, and users below it': lies,
} satisfies DoctoredAnswers;
