/** What the order needs to know of an event. */
interface Linked {
  readonly eventId: string;
  readonly prevEvents: readonly string[];
  readonly authEvents: readonly string[];
}

/**
 * Orders events so that each comes after those of them that it cites, as parents or to be authorized; otherwise as given.
 *
 * @returns the ordered ones, and those for which there is no order, because they are in a circle or follow one
 */
export function causalOrder<Event extends Linked>(events: readonly Event[]): { ordered: Event[]; circular: Event[] } {
  const byId = new Map(events.map((event) => [event.eventId, event]));
  const waitingFor = new Map<Event, number>();
  const followers = new Map<Event, Event[]>();
  for (const event of events) {
    const cited = new Set([...event.prevEvents, ...event.authEvents].map((eventId) => byId.get(eventId)));
    cited.delete(undefined);
    waitingFor.set(event, cited.size);
    for (const one of cited) {
      const list = one && followers.get(one);
      if (list) list.push(event);
      else if (one) followers.set(one, [event]);
    }
  }
  const ordered = events.filter((event) => waitingFor.get(event) === 0);
  // The list is walked to its end while it grows.
  for (const event of ordered) {
    for (const follower of followers.get(event) ?? []) {
      const left = (waitingFor.get(follower) ?? 0) - 1;
      waitingFor.set(follower, left);
      if (left === 0) ordered.push(follower);
    }
  }
  return { ordered, circular: events.filter((event) => (waitingFor.get(event) ?? 0) > 0) };
}
