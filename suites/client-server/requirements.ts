import type { Catalogue } from '../../harness/index.ts';

/** The requirements of the client-server API that checks decide or that are known to be undecidable. */
export const clientServer = {
  'cs.versions.unauthenticated': {
    level: 'MUST',
    since: 'r0',
    text: 'The supported specification versions are told to anybody, as a list of version names',
    anchor: '/client-server-api/#get_matrixclientversions',
  },
  'cs.errors.unknown-endpoint': {
    level: 'DEFINED',
    since: 'v1.6',
    text: 'A request for an endpoint that the server does not know is refused with 404 M_UNRECOGNIZED',
    anchor: '/client-server-api/#common-error-codes',
  },
} as const satisfies Catalogue;
