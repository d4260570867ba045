import type { Client } from '../../client/client.ts';
import { allRoomVersions, type RoomVersion } from '../../protocol/room-versions.ts';
import { TargetError } from '../../target/errors.ts';
import { path } from '../../wire/path.ts';
import { show, stringAt, valueAt } from '../../wire/read.ts';

const createRoom = '/_matrix/client/v3/createRoom';
const unknownVersion = 'org.example.touchstone.unknown';

/**
 * Makes a room in the oldest and one in the newest of some room versions, and tries one that does not exist.
 *
 * @param claimed the versions that the target claims and checks will run in
 * @throws TargetError where a room cannot be made, or is of another version than was asked for
 */
export async function probeRoomVersions(user: Client, claimed: readonly RoomVersion[]): Promise<void> {
  const ordered = allRoomVersions.filter((version) => claimed.includes(version));
  const edges = new Set([...ordered.slice(0, 1), ...ordered.slice(-1)]);
  const failures = await Promise.all([
    ...[...edges].map((version) => failureOf(user, version)),
    failureOfUnknown(user),
  ]);
  const failure = failures.find((each) => each !== null);
  if (failure !== undefined) throw new TargetError(`The room versions that the target claims are not real: ${failure}`);
}

async function failureOf(user: Client, roomVersion: RoomVersion): Promise<string | null> {
  const asked = `POST ${createRoom} with room_version "${roomVersion}"`;
  const made = await user.request('POST', createRoom, { json: { room_version: roomVersion } });
  if (made.status !== 200)
    return `${asked} was answered with ${made.status} ${textOf(made)}. Mend it, or take the version out of /capabilities.`;
  const { json, status } = await user.request(
    'GET',
    path`/_matrix/client/v3/rooms/${stringAt(made.json, 'room_id')}/state/m.room.create/`,
  );
  // https://spec.matrix.org/v1.19/client-server-api/#mroomcreate: without a version it is 1
  const actual = valueAt(json, 'room_version') ?? '1';
  if (status === 200 && actual === roomVersion) return null;
  const found = status === 200 ? `has room_version ${show(actual)}` : `cannot be read (status ${status})`;
  return `${asked} made a room whose m.room.create ${found}. Mend it, or take the version out of /capabilities.`;
}

async function failureOfUnknown(user: Client): Promise<string | null> {
  const { status } = await user.request('POST', createRoom, { json: { room_version: unknownVersion } });
  if (status !== 200) return null;
  return `POST ${createRoom} with room_version "${unknownVersion}", which does not exist, was granted. It must be refused (400).`;
}

function textOf({
  json,
  text,
}: {
  readonly json: Parameters<typeof show>[0] | undefined;
  readonly text: string;
}): string {
  return json === undefined ? JSON.stringify(text.slice(0, 100)) : show(json);
}
