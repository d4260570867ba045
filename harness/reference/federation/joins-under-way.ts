import type { Homeserver } from '../homeserver.ts';

const underWay = new WeakMap<Homeserver, Map<string, Promise<unknown>>>();

/** Joins a room from outside; until that is done, what comes in of the room has to wait. */
export async function asJoinUnderWay<T>(homeserver: Homeserver, roomId: string, join: () => Promise<T>): Promise<T> {
  const ofHomeserver = underWay.get(homeserver) ?? new Map<string, Promise<unknown>>();
  underWay.set(homeserver, ofHomeserver);
  const before = ofHomeserver.get(roomId);
  const joining = (async () => {
    await before;
    return join();
  })();
  const done = joining.catch(() => {});
  ofHomeserver.set(roomId, done);
  try {
    return await joining;
  } finally {
    if (ofHomeserver.get(roomId) === done) ofHomeserver.delete(roomId);
  }
}

/** Waits until a room is joined that is about to be. */
export async function joinUnderWay(homeserver: Homeserver, roomId: string): Promise<void> {
  await underWay.get(homeserver)?.get(roomId);
}
