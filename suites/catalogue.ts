import { clientServer } from './client-server/requirements.ts';

/** Every requirement that is known. */
export const catalogue = { ...clientServer };
