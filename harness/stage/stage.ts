import type { Client } from '../client/client.ts';
import type { Peer } from '../peer/peer.ts';
import type { Disclosure } from '../target/disclosure.ts';

/** Where scenarios are performed: a homeserver under test, with fake homeservers and users of its own. */
export interface Stage {
  /** Starts another fake homeserver. */
  startPeer(): Promise<Peer>;
  /** Registers a fresh user of the target. */
  register(name: string): Promise<Client>;
  /** Milliseconds, before the timeout factor, for all events of a scenario to come to the guest. */
  readonly limitMs: number;
  /** What the target tells of events. */
  readonly disclosure: Disclosure;
}
