import type { Catalogue } from '../../../harness/index.ts';

/** What holds of every endpoint: versions, errors, access tokens. */
export const errors = {
  'cs.versions.unauthenticated': {
    level: 'MUST',
    since: 'r0',
    text: 'The supported specification versions are told to anybody, as a list of version names',
    anchor: '/client-server-api/#get_matrixclientversions',
  },
  'cs.errors.standard-response': {
    level: 'MUST',
    since: 'r0',
    text: 'Every error is a JSON object with an error code and an error text',
    anchor: '/client-server-api/#standard-error-response',
  },
  'cs.errors.human-readable': {
    level: 'DEFINED',
    since: 'r0',
    text: 'The error text explains to a person what went wrong',
    anchor: '/client-server-api/#standard-error-response',
    notObservable: 'Whether a text explains something is for people to judge',
  },
  'cs.errors.unknown-endpoint': {
    level: 'DEFINED',
    since: 'v1.6',
    text: 'A request for an endpoint that the server does not know is refused with 404 M_UNRECOGNIZED',
    anchor: '/client-server-api/#common-error-codes',
  },
  'cs.errors.wrong-method': {
    level: 'DEFINED',
    since: 'v1.6',
    text: 'A request with a method that the endpoint does not have is refused with 405 M_UNRECOGNIZED',
    anchor: '/client-server-api/#common-error-codes',
  },
  'cs.errors.not-json': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A body that is not JSON is refused with M_NOT_JSON, and nothing is done',
    anchor: '/client-server-api/#common-error-codes',
    ambiguity: 'Only few endpoints state the status; the check uses createRoom, which states 400',
  },
  'cs.errors.bad-json': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A body that is JSON of the wrong shape is refused with an error code that says so, and nothing is done',
    anchor: '/client-server-api/#common-error-codes',
    ambiguity:
      'For a body that is no object the code is M_BAD_JSON. For a parameter with a wrong value M_INVALID_PARAM is accepted too: its description names just that case',
  },
  'cs.errors.not-found': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A request for something that does not exist is refused with M_NOT_FOUND',
    ambiguity: 'The status differs by endpoint; the check asks for an event, where it is 404',
    anchor: '/client-server-api/#common-error-codes',
  },
  'cs.errors.rate-limited': {
    level: 'SHOULD',
    since: 'r0',
    text: 'Clients that send too many requests are refused with M_LIMIT_EXCEEDED',
    anchor: '/client-server-api/#rate-limiting',
    notObservable: 'How many are too many is left to the server, and a run needs the limits switched off',
  },
  'cs.tokens.missing': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A request without the access token that it needs is refused with 401 M_MISSING_TOKEN',
    anchor: '/client-server-api/#using-access-tokens',
  },
  'cs.tokens.unknown': {
    level: 'DEFINED',
    since: 'r0',
    text: 'A request with an access token that was never valid is refused with 401 M_UNKNOWN_TOKEN',
    anchor: '/client-server-api/#using-access-tokens',
  },
} as const satisfies Catalogue;
