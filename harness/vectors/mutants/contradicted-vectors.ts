import { readdirSync } from 'node:fs';
import type { AuthOptions } from '../../protocol/authorization/auth-context.ts';
import { authorize } from '../../protocol/authorization/authorize.ts';
import { compareBytes } from '../../protocol/compare-bytes.ts';
import type { Oracle } from '../../protocol/oracle.ts';
import type { PduDraft } from '../../protocol/pdu.ts';
import { readRoomEvent } from '../../protocol/room-event.ts';
import { allRoomVersions, type RoomVersion } from '../../protocol/room-versions.ts';
import { EventStore } from '../../protocol/state-resolution/event-store.ts';
import { RoomState } from '../../protocol/state-resolution/room-state.ts';
import { parseLossless, readVectorFile } from '../../protocol/testing-vectors.ts';
import {
  authorizationFile,
  type AuthorizationQuestion,
  type AuthorizationVector,
  questionsOf,
  readAuthorizationVectors,
} from '../authorization-questions.ts';
import type { ScenarioInVersion } from '../state-resolution-vectors.ts';

interface StateResolutionVectors {
  readonly roomVersions: readonly ScenarioInVersion[];
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
  const vectors = readAuthorizationVectors(roomVersion);
  const questionOf = questionsOf(vectors, roomVersion);
  const file = authorizationFile(roomVersion).replace('.json', '');
  return vectors.pairs.flatMap(({ about, accept, reject }) => [
    authorizationVector(`${file}: ${about} (accept)`, roomVersion, accept, { ...questionOf(accept), allowed: true }),
    authorizationVector(`${file}: ${about} (reject)`, roomVersion, reject, { ...questionOf(reject), allowed: false }),
  ]);
}

function authorizationVector(
  name: string,
  roomVersion: RoomVersion,
  { rule, ruleId }: AuthorizationVector,
  { event, state, options, allowed }: AuthorizationQuestion & { readonly allowed: boolean },
): Vector {
  const signed = new Map<string, boolean>();
  const remembering: AuthOptions = {
    ...options,
    // The same question for every mutant, and the slowest.
    isSignedBy(_event, server) {
      const known = signed.get(server) ?? options.isSignedBy?.(event, server) ?? true;
      signed.set(server, known);
      return known;
    },
  };
  return {
    name,
    roomVersion,
    isSlow: 'third_party_invite' in event.content,
    isContradicted({ authorization }) {
      const verdict = authorize(authorization, event, state, remembering);
      return verdict.allowed !== allowed || verdict.rule !== rule || verdict.ruleId !== ruleId;
    },
  };
}

function stateResolutionVectors(): Vector[] {
  const folder = new URL('../../../fixtures/vectors/state-resolution/', import.meta.url);
  return readdirSync(folder).flatMap((file) => {
    const { roomVersions } = parseLossless(
      readVectorFile(`state-resolution/${file}`),
    ) as unknown as StateResolutionVectors;
    return roomVersions.flatMap((told) => scenarioVectors(`state-resolution/${file.replace('.json', '')}`, told));
  });
}

function scenarioVectors(scenario: string, { roomVersion, events, merges, rejected }: ScenarioInVersion): Vector[] {
  const isRejected = new Set(rejected.map(({ event }) => event));
  const all = Object.values(events).map((pdu) => readRoomEvent(pdu as PduDraft, roomVersion));
  return merges.map(({ name, stateSets, resolved }): Vector => {
    return {
      name: `${scenario}: ${name}`,
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
