import type { AuthOptions, AuthState } from '../protocol/authorization/auth-context.ts';
import { isSignedByServer, type VerifyKeys } from '../protocol/evaluation/signature-checks.ts';
import type { PduDraft } from '../protocol/pdu.ts';
import { readRoomEvent, type RoomEvent } from '../protocol/room-event.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import { parseLossless, readVectorFile } from '../protocol/testing-vectors.ts';

/** An event that is held against a state, and the rule that has to decide. Events by their IDs. */
export interface AuthorizationVector {
  readonly event: string;
  readonly state: readonly string[];
  readonly rejected?: readonly string[];
  readonly rule: string;
  readonly ruleId: string;
}

/** Two vectors that differ in what a rule is about. */
export interface AuthorizationPair extends Pick<AuthorizationVector, 'rule' | 'ruleId'> {
  readonly about: string;
  readonly accept: AuthorizationVector;
  readonly reject: AuthorizationVector;
}

/** What a file has. */
export interface AuthorizationVectors {
  readonly keys: VerifyKeys;
  readonly events: Readonly<Record<string, PduDraft>>;
  readonly pairs: readonly AuthorizationPair[];
}

/** What the rules are asked. */
export interface AuthorizationQuestion {
  readonly event: RoomEvent;
  readonly state: AuthState;
  readonly options: AuthOptions;
}

/** The file of a room version, below `fixtures/vectors/`. */
export function authorizationFile(roomVersion: RoomVersion): string {
  return `authorization/room-version-${roomVersion}.json`;
}

export function readAuthorizationVectors(roomVersion: RoomVersion): AuthorizationVectors {
  return parseLossless(readVectorFile(authorizationFile(roomVersion))) as unknown as AuthorizationVectors;
}

/** Makes vectors of a file into questions. @throws Error if a vector names an event that is not in the file */
export function questionsOf(
  { events, keys }: Pick<AuthorizationVectors, 'events' | 'keys'>,
  roomVersion: RoomVersion,
): (vector: AuthorizationVector) => AuthorizationQuestion {
  const byId = new Map(Object.entries(events).map(([eventId, pdu]) => [eventId, readRoomEvent(pdu, roomVersion)]));
  const find = (eventId: string): RoomEvent => {
    const event = byId.get(eventId);
    if (event) return event;
    throw new Error(`${authorizationFile(roomVersion)} names ${eventId}, which is not among its events`);
  };
  const isSignedBy = isSignedByServer(roomVersion, keys);
  return ({ event: eventId, state, rejected = [] }) => {
    const event = find(eventId);
    const authEvents = event.authEvents.map((cited) => ({ event: find(cited), rejected: rejected.includes(cited) }));
    return { event, state: new Map(state.map(find).map((one) => [one.key, one])), options: { authEvents, isSignedBy } };
  };
}
