import { anybody, type Route } from '../http/route.ts';

/** https://spec.matrix.org/v1.19/server-server-api/#server-implementation */
export const versionRoutes: readonly Route[] = [
  anybody('GET', '/_matrix/federation/v1/version', () => ({
    server: { name: 'Touchstone reference homeserver', version: '1' },
  })),
];
