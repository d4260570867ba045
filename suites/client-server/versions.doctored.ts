import { answering, type DoctoredAnswers } from '../../harness/doctoring.ts';

const versions = answering('GET', '/_matrix/client/versions');

export default {
  'tells anybody which versions it supports': {
    'asks for a token': versions({ status: 401, json: { errcode: 'M_MISSING_TOKEN', error: 'Missing token' } }),
    'no list': versions({ json: {} }),
    'an empty list': versions({ json: { versions: [] } }),
    'a number among the names': versions({ json: { versions: ['v1.1', 1.2] } }),
  },
} satisfies DoctoredAnswers;
