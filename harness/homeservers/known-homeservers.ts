import { dendrite } from './dendrite.ts';
import type { Homeserver } from './homeserver.ts';
import { synapse } from './synapse.ts';

/** The homeservers that the harness can start by name. */
export const knownHomeservers: readonly Homeserver[] = [dendrite, synapse];
