import { readdirSync } from 'node:fs';
import type { AuthOptions } from '../../protocol/authorization/auth-context.ts';
import { authorize } from '../../protocol/authorization/authorize.ts';
import { compareBytes } from '../../protocol/compare-bytes.ts';
import { isSignedByServer, type VerifyKeys } from '../../protocol/evaluation/signature-checks.ts';
import type { Oracle } from '../../protocol/oracle.ts';
import type { PduDraft } from '../../protocol/pdu.ts';
import { readRoomEvent, type RoomEvent } from '../../protocol/room-event.ts';
import { allRoomVersions, type RoomVersion } from '../../protocol/room-versions.ts';
import { EventStore } from '../../protocol/state-resolution/event-store.ts';
import { RoomState } from '../../protocol/state-resolution/room-state.ts';
import { parseLossless, readVectorFile } from '../../protocol/testing-vectors.ts';
import type { StoryInVersion } from '../state-resolution-vectors.ts';

interface AuthorizationVector {
  readonly event: string;
  readonly state: readonly string[];
  readonly rejected?: readonly string[];
  readonly rule: string;
  readonly ruleId: string;
}

interface AuthorizationVectors {
  readonly keys: VerifyKeys;
  readonly events: Readonly<Record<string, PduDraft>>;
  readonly pairs: readonly { about: string; accept: AuthorizationVector; reject: AuthorizationVector }[];
}

interface StateResolutionVectors {
  readonly roomVersions: readonly StoryInVersion[];
}

/** A vector that can be asked of an oracle. */
export interface Vector {
  /** Such as `state-resolution/topic-basic: merge`. */
  readonly name: string;
  readonly roomVersion: RoomVersion;
  /** Asking it takes the verification of a signature. */
  readonly isSlow: boolean;
  /** Whether an oracle says otherwise than the vector. */
  readonly isContradicted: (oracle: Oracle) => boolean;
}

/** The vectors of authorization and state resolution, as their files have them. */
export function readAllVectors(): Vector[] {
  const all = [...stateResolutionVectors(), ...allRoomVersions.flatMap(authorizationVectors)];
  return all.toSorted((a, b) => Number(a.isSlow) - Number(b.isSlow));
}

function authorizationVectors(roomVersion: RoomVersion): Vector[] {
  const file = `authorization/room-version-${roomVersion}.json`;
  const { events, keys, pairs } = parseLossless(readVectorFile(file)) as unknown as AuthorizationVectors;
  const byId = new Map(Object.entries(events).map(([id, pdu]) => [id, readRoomEvent(pdu, roomVersion)]));
  return pairs.flatMap(({ about, accept, reject }) =>
    [
      { vector: accept, allowed: true },
      { vector: reject, allowed: false },
    ].map(({ vector, allowed }): Vector => {
      const name = `${file.replace('.json', '')}: ${about} (${allowed ? 'accept' : 'reject'})`;
      const isContradicted = authorizationQuestion(vector, allowed, byId, roomVersion, keys);
      const isSlow = 'third_party_invite' in found(vector.event, byId).content;
      return { name, roomVersion, isSlow, isContradicted };
    }),
  );
}

function authorizationQuestion(
  { event: eventId, state: stateIds, rejected = [], rule, ruleId }: AuthorizationVector,
  allowed: boolean,
  events: ReadonlyMap<string, RoomEvent>,
  roomVersion: RoomVersion,
  keys: VerifyKeys,
): Vector['isContradicted'] {
  const event = found(eventId, events);
  const state = new Map(stateIds.map((id) => found(id, events)).map((one) => [one.key, one]));
  const authEvents = event.authEvents.map((id) => ({ event: found(id, events), rejected: rejected.includes(id) }));
  const signed = new Map<string, boolean>();
  const isSignedBy = isSignedByServer(roomVersion, keys);
  const options: AuthOptions = {
    authEvents,
    // The same question for every mutant, and the slowest.
    isSignedBy(_event, server) {
      const known = signed.get(server) ?? isSignedBy(event, server);
      signed.set(server, known);
      return known;
    },
  };
  return ({ authorization }) => {
    const verdict = authorize(authorization, event, state, options);
    return verdict.allowed !== allowed || verdict.rule !== rule || verdict.ruleId !== ruleId;
  };
}

function found(eventId: string, events: ReadonlyMap<string, RoomEvent>): RoomEvent {
  const event = events.get(eventId);
  if (event) return event;
  throw new Error(`A vector names ${eventId}, which is not among the events of its file`);
}

function stateResolutionVectors(): Vector[] {
  const folder = new URL('../../../fixtures/vectors/state-resolution/', import.meta.url);
  return readdirSync(folder).flatMap((file) => {
    const { roomVersions } = parseLossless(
      readVectorFile(`state-resolution/${file}`),
    ) as unknown as StateResolutionVectors;
    return roomVersions.flatMap((told) => storyVectors(`state-resolution/${file.replace('.json', '')}`, told));
  });
}

function storyVectors(story: string, { roomVersion, events, merges, rejected }: StoryInVersion): Vector[] {
  const isRejected = new Set(rejected.map(({ event }) => event));
  const all = Object.values(events).map((pdu) => readRoomEvent(pdu as PduDraft, roomVersion));
  return merges.map(({ name, stateSets, resolved }): Vector => {
    return {
      name: `${story}: ${name}`,
      roomVersion,
      isSlow: false,
      isContradicted(oracle) {
        const source = new EventStore(oracle.rules);
        for (const event of all) source.add(event, { rejected: isRejected.has(event.eventId) });
        const states = stateSets.map((ids) => RoomState.of(all.filter(({ eventId }) => ids.includes(eventId))));
        return (
          oracle
            .resolve(states, { ...oracle, source })
            .eventIds()
            .toSorted(compareBytes)
            .join() !== resolved.join()
        );
      },
    };
  });
}
