import { publicRoom, roomWithoutLevels } from '../authorization/rooms.ts';
import { andThen, type Room, type StoryVersion } from '../authorization/story.ts';
import { eventsOf, fingerprint, type Scene } from './scenes.ts';

/** Scenes that begin alike, and what they begin with. */
export interface Programme {
  readonly foundation: Room;
  readonly scenes: readonly Scene[];
}

/**
 * Puts together the scenes that can be played in one room, and those next to each other that need the same beginning; what is
 * forbidden comes first, since it changes nothing.
 */
export function programmesOf(scenes: readonly Scene[], version: StoryVersion): Programme[] {
  const foundations = new Map<string, { foundation: Room; scenes: Scene[] }>();
  for (const scene of scenes) {
    const foundation = foundationOf(scene.room, version);
    const key = fingerprint(foundation, version);
    const programme = foundations.get(key) ?? { foundation, scenes: [] };
    programme.scenes.push(scene);
    foundations.set(key, programme);
  }
  return [...foundations.values()].map(({ foundation, scenes: together }) => {
    const byBeginning = Map.groupBy(together, ({ room }) => fingerprint(room, version));
    const inOrder = [...byBeginning.values()].map((group) =>
      group.toSorted((a, b) => Number(a.isAllowed) - Number(b.isAllowed)),
    );
    return { foundation, scenes: inOrder.flat() };
  });
}

function foundationOf(room: Room, version: StoryVersion): Room {
  const [create, ...later] = eventsOf(room);
  const hasLevels = later.some(({ type }) => type === 'm.room.power_levels');
  const usual = hasLevels ? publicRoom : roomWithoutLevels;
  const [usualCreate] = eventsOf(usual);
  if (!create || !usualCreate) throw new Error('A room begins with its create event');
  if (fingerprint(create, version) === fingerprint(usualCreate, version)) return usual;
  const levels = later.findIndex(({ type }) => type === 'm.room.power_levels');
  return andThen({ event: create }, ...later.slice(0, levels === -1 ? later.length : levels));
}
