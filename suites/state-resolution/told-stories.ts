import { furtherStories, type RoomVersion, roomVersions, stories, type Story } from '../../harness/doctoring.ts';

/** The stories whose branches meet in events. Of the states in the others only a homeserver that lies could tell. */
export const toldStories: readonly Story[] = [...stories, ...furtherStories].filter(
  ({ states }) => states === undefined,
);

/** The room versions in which a story is told: for each algorithm the newest, which most homeservers have. */
export function roomVersionsOf({ slug, roomVersions: all }: Story): RoomVersion[] {
  const newest = new Map(all.map((version) => [roomVersions[version].stateResolution, version]));
  // Which SHA-1 is the greater would be up to the name of the peer, which is part of the IDs.
  if (slug === 'event-ids-that-differ-in-case') newest.delete('v1');
  return [...newest.values()];
}
