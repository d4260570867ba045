import type { Catalogue } from '../../harness/index.ts';
import { emitted } from './requirements/emitted.ts';
import { events } from './requirements/events.ts';
import { membership } from './requirements/membership.ts';
import { outages } from './requirements/outages.ts';
import { pduReceipt } from './requirements/pdu-receipt.ts';
import { transport } from './requirements/transport.ts';

/** The requirements of the server-server API. */
export const serverServer = {
  ...transport,
  ...membership,
  ...events,
  ...pduReceipt,
  ...emitted,
  ...outages,
} as const satisfies Catalogue;
