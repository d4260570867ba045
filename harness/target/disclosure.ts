/** What a homeserver gives to another one that asks for an event by its ID, or for the state before it. */
export interface Disclosed {
  readonly event: boolean;
  readonly state: boolean;
}

/**
 * What a homeserver tells another one of the events of a room, where homeservers differ: what the specification leaves open, and
 * where one errs in a way that would hide everything else. A check of its own decides that; the others read the answers as they
 * are meant.
 */
export interface Disclosure {
  /** What `state` and `state_ids` give: the state before an event, as the specification has it, or that after it. */
  readonly state: 'before the event' | 'after the event';
  /** Of an event that was rejected. Nothing is specified. */
  readonly rejected: Disclosed;
  /** Of an event that was soft-failed. */
  readonly softFailed: Disclosed;
  /** Why this is so. */
  readonly reason: string;
}

/** A homeserver of which nothing was declared: what became of an event that it hides is not told from what it does not know. */
export const usualDisclosure: Disclosure = {
  state: 'before the event',
  rejected: { event: false, state: false },
  softFailed: { event: true, state: true },
  reason: 'Soft-failed events take part in state; what is given of rejected events, the specification does not say.',
};
