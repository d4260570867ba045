import type { Route } from '../http/route.ts';
import { keyRoutes } from './keys.ts';
import { versionRoutes } from './version.ts';

/** https://spec.matrix.org/v1.19/server-server-api/, in the order of its sections. */
export const serverServerRoutes: readonly Route[] = [...versionRoutes, ...keyRoutes];
