import type { Catalogue } from '../../harness/index.ts';
import { accounts } from './requirements/accounts.ts';
import { errors } from './requirements/errors.ts';
import { events } from './requirements/events.ts';
import { outages } from './requirements/outages.ts';
import { redactions } from './requirements/redactions.ts';
import { roomCreation } from './requirements/room-creation.ts';
import { syncing } from './requirements/syncing.ts';

/** The requirements of the client-server API that checks decide or that are known to be undecidable. */
export const clientServer = {
  ...errors,
  ...accounts,
  ...roomCreation,
  ...events,
  ...syncing,
  ...redactions,
  ...outages,
} as const satisfies Catalogue;
