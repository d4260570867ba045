import { answering, type DoctoredAnswers, only } from '../../harness/doctoring.ts';
import { broken, forbidden, nothing } from '../whole-answers.ts';
import { granted, nth, refused } from './which-message.ts';

const profile = answering('GET', '/_matrix/federation/v1/query/profile');
const keysQuery = answering('POST', '/_matrix/federation/v1/user/keys/query');
const grantedProfile = nothing;
const grantedKeys = { status: 200, json: { device_keys: {} } };
const unauthorized = { status: 401, json: { errcode: 'M_UNAUTHORIZED', error: 'Not signed' } };

export default {
  'refuses a request that its origin did not sign': {
    'grants one that is not signed': nth(1, refused, profile(grantedProfile)),
    'grants one that another key signed': nth(2, refused, profile(grantedProfile)),
    'grants one that an unknown key signed': nth(3, refused, profile(grantedProfile)),
    'grants one that another server signed': nth(4, refused, profile(grantedProfile)),
    'breaks on a wrong signature': nth(2, refused, profile(broken)),
    'refuses all': only(granted, profile(unauthorized)),
  },
  'refuses a request that differs from what was signed': {
    'grants another method': nth(1, refused, keysQuery(grantedKeys)),
    'grants another path': nth(2, refused, keysQuery(grantedKeys)),
    'grants another query': nth(3, refused, keysQuery(grantedKeys)),
    'grants another body': nth(4, refused, keysQuery(grantedKeys)),
    'grants another value in the query': nth(1, refused, profile(grantedProfile)),
    'breaks on a wrong signature': nth(1, refused, profile(broken)),
    'refuses all with a body': only(granted, keysQuery(unauthorized)),
    'refuses all without a body': only(granted, profile(unauthorized)),
  },
  'refuses a request for another destination with 401': {
    'grants it': nth(1, refused, profile(grantedProfile)),
    'refuses it with another status': nth(1, refused, profile(forbidden)),
    'refuses all': only(granted, profile(unauthorized)),
  },
  'accepts a request that names no destination': {
    'refuses it': nth(1, granted, profile(unauthorized)),
    'grants all': nth(1, refused, profile(grantedProfile)),
  },
  'reads the Authorization header by its grammar': {
    'demands an order': nth(1, granted, profile(unauthorized)),
    'demands lower case': nth(2, granted, profile(unauthorized)),
    'demands one space': nth(3, granted, profile(unauthorized)),
    'demands no space around commas': nth(4, granted, profile(unauthorized)),
    'refuses unknown parameters': nth(5, granted, profile(unauthorized)),
    'does not undo backslashes': nth(6, granted, profile(unauthorized)),
    'demands quotes': nth(7, granted, profile(unauthorized)),
    'grants all': nth(1, refused, profile(grantedProfile)),
  },
  'reads values with colons that are not quoted': {
    'refuses them': nth(1, granted, profile(unauthorized)),
    'grants all': nth(1, refused, profile(grantedProfile)),
  },
} satisfies DoctoredAnswers;
