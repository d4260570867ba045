import { answering, type DoctoredAnswers, without } from '../../harness/doctoring.ts';
import { notFound, nothing } from '../whole-answers.ts';

const version = answering('GET', '/_matrix/federation/v1/version');

export default {
  'tells anybody its name and version': {
    'asks for a signature': version({ status: 401, json: { errcode: 'M_UNAUTHORIZED', error: 'Not signed' } }),
    'no name': version(without('server', 'name')),
    'no version': version(without('server', 'version')),
    'empty texts': version({ json: { server: { name: '', version: '' } } }),
    'an empty version': version({ json: { server: { name: 'a', version: '' } } }),
  },
  'refuses what it does not know as unrecognized': {
    'another error code for an endpoint': answering('GET', '/_matrix/federation/v1/no_such_endpoint')(notFound),
    'an empty answer to everything': answering('GET', '/_matrix/federation/v1/no_such_endpoint')(nothing),
    'another status for a method': answering(
      'DELETE',
      '/_matrix/federation/v1/version',
    )({ status: 404, json: { errcode: 'M_UNRECOGNIZED', error: 'Unrecognized' } }),
    'does not know the endpoint at all': version({
      status: 404,
      json: { errcode: 'M_UNRECOGNIZED', error: 'Unrecognized' },
    }),
  },
} satisfies DoctoredAnswers;
