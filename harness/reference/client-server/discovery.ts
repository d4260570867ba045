import { anybody, type Route } from '../http/route.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#server-discovery */
export const discoveryRoutes: readonly Route[] = [
  // It is found where it was asked for.
  anybody('GET', '/.well-known/matrix/client', ({ headers }) => ({
    'm.homeserver': { base_url: `http://${String(headers['host'])}` },
  })),
];
