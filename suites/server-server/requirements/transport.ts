import type { Catalogue } from '../../../harness/index.ts';

/** Versions, keys and the authentication of requests. */
export const transport = {
  'ss.version.unauthenticated': {
    level: 'DEFINED',
    since: 'r0',
    text: 'The name and the version of the implementation are told without authentication',
    anchor: '/server-server-api/#get_matrixfederationv1version',
  },
  'ss.errors.unknown-endpoint': {
    level: 'DEFINED',
    since: 'v1.6',
    text: 'A request for an endpoint that the server does not know is refused with 404 M_UNRECOGNIZED, and one with a method that the endpoint does not have with 405 M_UNRECOGNIZED',
    anchor: '/server-server-api/#unsupported-endpoints',
  },
  'ss.keys.published': {
    level: 'MUST',
    since: 'r0',
    text: 'A server publishes its verification keys under its own name, with an end of their validity in the future',
    anchor: '/server-server-api/#get_matrixkeyv2server',
  },
  'ss.keys.self-signed': {
    level: 'MUST',
    since: 'r0',
    text: 'The published keys are signed with each of the published verification keys',
    anchor: '/server-server-api/#get_matrixkeyv2server',
  },
  'ss.keys.valid-for-an-hour': {
    level: 'SHOULD',
    since: 'r0',
    text: 'Published keys stay valid for at least an hour, so that they are not fetched at every turn',
    anchor: '/server-server-api/#get_matrixkeyv2server',
  },
  'ss.auth.signature-required': {
    level: 'MUST',
    since: 'r0',
    text: 'A request without a valid X-Matrix signature of the origin is refused',
    anchor: '/server-server-api/#request-authentication',
    ambiguity: 'The text gives no status; 401 and 403 are both accepted',
  },
  'ss.auth.signature-covers-request': {
    level: 'MUST',
    since: 'r0',
    text: 'The signature covers method, path, query and body: a request that differs from what was signed is refused',
    anchor: '/server-server-api/#request-authentication',
    ambiguity: 'The text gives no status; 401 and 403 are both accepted',
  },
  'ss.auth.destination-mismatch': {
    level: 'MUST',
    since: 'v1.3',
    text: 'A request whose destination parameter is not the name of the receiving server is refused with 401',
    anchor: '/server-server-api/#request-authentication',
  },
  'ss.auth.destination-absent': {
    level: 'SHOULD',
    since: 'v1.3',
    text: 'A request without a destination parameter, as older servers send it, is accepted',
    anchor: '/server-server-api/#request-authentication',
  },
  'ss.auth.header-grammar': {
    level: 'DEFINED',
    since: 'v1.11',
    text: 'Parameters of the Authorization header may stand in any order, unquoted where they are tokens, with escaped characters where they are quoted, with spaces around the commas, in any case of their names, and beside unknown ones',
    anchor: '/server-server-api/#request-authentication',
  },
  'ss.auth.header-colons': {
    level: 'SHOULD',
    since: 'v1.3',
    text: 'Values with colons are read from the Authorization header although they are not quoted, as older servers send them',
    anchor: '/server-server-api/#request-authentication',
  },
} as const satisfies Catalogue;
