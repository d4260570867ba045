import type { DoctoredAnswers } from '../../harness/doctoring.ts';
import { lies } from './lies.ts';

export default {
  'lets users join by the join rule and their membership': lies,
  'lets members let others into restricted rooms': lies,
  'asks for the signature of the server of an authorising user with any membership': lies,
  'lets members with the invite level invite': lies,
  'takes an invite by an address where the identity server vouches for the user': lies,
  'lets users leave, and members with more power kick and unban them': lies,
  'lets members with more power ban users': lies,
  'lets users knock who are not banned, invited or joined': lies,
  'takes no membership event without a user and a membership that the room version knows': lies,
} satisfies DoctoredAnswers;
