import type { Route } from '../http/route.ts';
import { versionsRoutes } from './versions.ts';

/** https://spec.matrix.org/v1.19/client-server-api/, in the order of its sections. */
export const clientServerRoutes: readonly Route[] = [...versionsRoutes];
