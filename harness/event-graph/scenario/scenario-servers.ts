import type { SigningKeyOf } from '../seal-event.ts';

/** The servers that a scenario is played on. */
export interface ScenarioServers {
  /** The name that a server of the scenario has, such as `localhost:1234` for `a`. */
  readonly serverNameOf: (server: string) => string;
  readonly signingKeyOf: SigningKeyOf;
  /** User IDs of strangers who keep the level 100 whatever power levels the scenario sets: of who made the room, where no actor did. */
  readonly inPower?: readonly string[];
  /** What the IDs follow from that servers give. Default: random, and then no event ever has the ID of another. */
  readonly roomName?: string;
  /** Milliseconds since 1970: the time of the first event; each of the others is a second later. Default: now. */
  readonly start?: number;
}
