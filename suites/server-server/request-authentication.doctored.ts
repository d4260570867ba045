import { answering, type Doctor, type DoctoredAnswers, only, type TargetMessage } from '../../harness/doctoring.ts';

const profile = answering('GET', '/_matrix/federation/v1/query/profile');
const keysQuery = answering('POST', '/_matrix/federation/v1/user/keys/query');
const grantedProfile = { status: 200, json: {} };
const refused = { status: 401, json: { errcode: 'M_UNAUTHORIZED', error: 'Not signed' } };

/** Grants a refused request, but only the one that is refused for the nth time. */
function refusal(n: number, instead: { status: number; json: object }, kind = profile): Doctor {
  let seen = 0;
  return kind((truth) => (truth.status >= 400 && ++seen === n ? (instead as { status: number; json: Record<string, never> }) : undefined));
}

const broken = { status: 500, json: { errcode: 'M_UNKNOWN', error: 'Broken' } };

/** Refuses a granted request, but only the one that is granted for the nth time. */
function grant(n: number): Doctor {
  let seen = 0;
  return profile((truth) => (truth.status === 200 && ++seen === n ? refused : undefined));
}

const isGranted = ({ status }: TargetMessage): boolean => status === 200;

export default {
  'refuses a request that its origin did not sign': {
    'grants one that is not signed': refusal(1, grantedProfile),
    'grants one that another key signed': refusal(2, grantedProfile),
    'grants one that an unknown key signed': refusal(3, grantedProfile),
    'grants one that another server signed': refusal(4, grantedProfile),
    'breaks on a wrong signature': refusal(2, broken),
    'refuses all': only(isGranted, profile(refused)),
  },
  'refuses a request that differs from what was signed': {
    'grants another method': refusal(1, { status: 200, json: { device_keys: {} } }, keysQuery),
    'grants another path': refusal(2, { status: 200, json: { device_keys: {} } }, keysQuery),
    'grants another query': refusal(3, { status: 200, json: { device_keys: {} } }, keysQuery),
    'grants another body': refusal(4, { status: 200, json: { device_keys: {} } }, keysQuery),
    'grants another value in the query': refusal(1, grantedProfile),
    'breaks on a wrong signature': refusal(1, broken),
    'refuses all with a body': only(isGranted, keysQuery(refused)),
    'refuses all without a body': only(isGranted, profile(refused)),
  },
  'refuses a request for another destination with 401': {
    'grants it': refusal(1, grantedProfile),
    'refuses it with another status': refusal(1, { status: 403, json: { errcode: 'M_FORBIDDEN', error: 'No' } }),
    'refuses all': only(isGranted, profile(refused)),
  },
  'accepts a request that names no destination': {
    'refuses it': grant(1),
    'grants all': refusal(1, grantedProfile),
  },
  'reads the Authorization header by its grammar': {
    'demands an order': grant(1),
    'demands lower case': grant(2),
    'demands one space': grant(3),
    'demands no space around commas': grant(4),
    'refuses unknown parameters': grant(5),
    'does not undo backslashes': grant(6),
    'demands quotes': grant(7),
    'grants all': refusal(1, grantedProfile),
  },
  'reads values with colons that are not quoted': {
    'refuses them': grant(1),
    'grants all': refusal(1, grantedProfile),
  },
} satisfies DoctoredAnswers;
