import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import { path } from '../../wire/path.ts';
import type { Homeserver } from '../homeserver.ts';
import { MatrixError } from '../http/matrix-error.ts';
import { checkPdu, type CheckOptions, type SoundPdu } from './check-pdu.ts';
import type { Room } from './room.ts';

/** Those of some events that pass the first three checks, whatever room they say that they are of. */
export async function soundPdus(
  homeserver: Homeserver,
  { roomVersion }: Pick<Room, 'roomVersion'>,
  values: JsonValue | undefined,
  options: CheckOptions = {},
): Promise<SoundPdu[]> {
  const checked = await Promise.all(objects(values).map((value) => checkPdu(homeserver, value, roomVersion, options)));
  return checked.filter((one) => 'event' in one);
}

/** Those that belong to a room: of others nothing may come into its history or state. */
export function ofRoom({ roomId }: Pick<Room, 'roomId'>, events: readonly SoundPdu[]): SoundPdu[] {
  return events.filter(({ event }) => event.roomId === roomId);
}

/** Asks another server for an event of a room. @returns undefined if it does not give it */
export async function fetchEvent(
  homeserver: Homeserver,
  room: Pick<Room, 'roomVersion'>,
  eventId: string,
  origin: string,
): Promise<Pdu | undefined> {
  const target = path`/_matrix/federation/v1/event/${eventId}`;
  const answer = await answered(homeserver.servers.demand(origin, 'GET', target));
  const sound = await soundPdus(homeserver, room, answer?.['pdus'], { notary: origin });
  return sound.find(({ event }) => event.eventId === eventId)?.pdu;
}

/** An answer; undefined where there is none, or a refusal. */
export async function answered<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof MatrixError) return undefined;
    throw error;
  }
}

/** The strings of a list. */
export function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** The objects of a list. */
export function objects(values: JsonValue | undefined): JsonObject[] {
  return Array.isArray(values) ? values.filter(isJsonObject) : [];
}
