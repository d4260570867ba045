import { anybody, type Route } from '../http/route.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#api-versions */
export const versionsRoutes: readonly Route[] = [
  anybody('GET', '/_matrix/client/versions', () => ({ versions: [...specificationVersions] })),
];

/** The releases whose behaviour it has. */
const specificationVersions = Array.from({ length: 19 }, (_, index) => `v1.${index + 1}`);
