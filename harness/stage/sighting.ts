import type { ArrivalVerdict } from '../event-graph/delivery/verdicts-on-arrival.ts';
import type { Disclosure } from '../target/disclosure.ts';

/** Where an event can be seen. */
export interface Sighting {
  /** In the guest's `/messages`. */
  readonly inMessages: boolean;
  /** In the guest's `/sync`. */
  readonly inSync: boolean;
  /** By the guest, who asks for it by its ID. */
  readonly toClients: boolean;
  /** By another homeserver, which asks for it by its ID. */
  readonly toServers: boolean;
  /** To another homeserver that asks for the state before it. */
  readonly withState: boolean;
}

/** What became of an event; `hidden` where what is told does not tell what it was that hid it. */
export type EventVerdict = ArrivalVerdict | 'not taken' | 'hidden';

/** What a sighting tells of an event, on a homeserver of which it is known what it tells. */
export function verdictOfSighting(
  { inMessages, inSync, toServers, withState }: Sighting,
  { rejected, softFailed }: Disclosure,
): EventVerdict {
  if (inMessages || inSync) return 'accepted';
  const hidden = Object.entries({ rejected, 'soft-failed': softFailed, 'not taken': { event: false, state: false } });
  const fitting = hidden.filter(([, { event, state }]) => event === toServers && state === withState);
  const [found, ...others] = fitting.map(([verdict]) => verdict as EventVerdict);
  return found === undefined || others.length > 0 ? 'hidden' : found;
}
