import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';

import { authorize, otherVerdicts } from '../protocol/authorization/authorize.ts';
import type { AuthOptions } from '../protocol/authorization/auth-context.ts';
import { isSignedByServer, requiredSignatureDefect, type VerifyKeys } from '../protocol/evaluation/signature-checks.ts';
import { hasValidContentHash } from '../protocol/hashes.ts';
import type { JsonValue } from '../protocol/json.ts';
import { oracleOf } from '../protocol/oracle.ts';
import type { PduDraft } from '../protocol/pdu.ts';
import { readRoomEvent, type RoomEvent } from '../protocol/room-event.ts';
import { allRoomVersions, type RoomVersion, roomVersions } from '../protocol/room-versions.ts';
import type { StateMapKey } from '../protocol/state-map-key.ts';
import { parseLossless, readVectorFile } from '../protocol/testing-vectors.ts';
import { authorizationVectorFiles, decidingRules } from './authorization-vectors.ts';

interface Vector {
  readonly event: string;
  readonly state: readonly string[];
  readonly rejected?: readonly string[];
  readonly rule: string;
  readonly ruleId: string;
}

interface VectorFile {
  readonly keys: VerifyKeys;
  readonly events: Readonly<Record<string, PduDraft>>;
  readonly pairs: readonly (Pick<Vector, 'rule' | 'ruleId'> & { about: string; accept: Vector; reject: Vector })[];
}

type Pair = VectorFile['pairs'][number];

const pathOf = (roomVersion: RoomVersion): string => `authorization/room-version-${roomVersion}.json`;

function readFile(roomVersion: RoomVersion): VectorFile {
  return parseLossless(readVectorFile(pathOf(roomVersion))) as JsonValue & VectorFile;
}

const ruleIdsOf = (roomVersion: RoomVersion): string[] => [...decidingRules(roomVersions[roomVersion]).keys()];

/** The vectors of a file, asked of the oracle. */
class Asked {
  readonly #roomVersion: RoomVersion;
  readonly #file: VectorFile;
  readonly #events: ReadonlyMap<string, RoomEvent>;

  constructor(roomVersion: RoomVersion, file: VectorFile) {
    this.#roomVersion = roomVersion;
    this.#file = file;
    const events = Object.entries(file.events);
    this.#events = new Map(events.map(([eventId, pdu]) => [eventId, readRoomEvent(pdu, roomVersion)]));
  }

  /** What the oracle says otherwise than a pair. */
  mismatches({ about, accept, reject }: Pair): string[] {
    return [this.#mismatch(accept, true), this.#mismatch(reject, false)]
      .filter((mismatch) => mismatch !== undefined)
      .map((mismatch) => `${about}: ${mismatch}`);
  }

  /** What another reading of the specification's text says otherwise. */
  openTo({ about, accept, reject }: Pair): string[] {
    const others = [accept, reject].flatMap((vector) => {
      const { event, state, options } = this.#question(vector);
      return otherVerdicts(oracleOf(this.#roomVersion).authorization, event, state, options);
    });
    return others.map(({ why }) => `${about}: ${why}`);
  }

  #mismatch(vector: Vector, allowed: boolean): string | undefined {
    const { event, state, options } = this.#question(vector);
    const verdict = authorize(oracleOf(this.#roomVersion).authorization, event, state, options);
    const isAsSaid = verdict.allowed === allowed && verdict.rule === vector.rule && verdict.ruleId === vector.ruleId;
    const said = `${allowed ? 'accepted' : 'rejected'} by ${vector.rule} (${vector.ruleId})`;
    const found = `${verdict.allowed ? 'accepted' : 'rejected'} by ${verdict.rule} (${verdict.ruleId}): ${verdict.reason}`;
    return isAsSaid ? undefined : `said to be ${said}, found ${found}`;
  }

  #question(vector: Vector): { event: RoomEvent; state: Map<StateMapKey, RoomEvent>; options: AuthOptions } {
    const event = this.#event(vector.event);
    const state = vector.state.map((eventId) => this.#event(eventId));
    const authEvents = event.authEvents.map((eventId) => {
      return { event: this.#event(eventId), rejected: vector.rejected?.includes(eventId) ?? false };
    });
    return {
      event,
      state: new Map(state.flatMap((one) => (one.key === undefined ? [] : [[one.key, one] as const]))),
      options: { authEvents, isSignedBy: isSignedByServer(this.#roomVersion, this.#file.keys) },
    };
  }

  #event(eventId: string): RoomEvent {
    const event = this.#events.get(eventId);
    if (!event) throw new Error(`${pathOf(this.#roomVersion)} names ${eventId}, which is not among its events`);
    return event;
  }
}

test('the files are what the stories make: node harness/vectors/write-vectors.ts', () => {
  const stale = authorizationVectorFiles().filter(({ path, text }) => readVectorFile(path) !== text);
  expect(stale.map(({ path }) => path)).toEqual([]);
});

describe.each(allRoomVersions)('the authorization vectors of room version %s', (roomVersion) => {
  const file = readFile(roomVersion);
  const asked = new Asked(roomVersion, file);

  test('keep their schema', () => {
    const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
    const isValid = ajv.compile(JSON.parse(readVectorFile('authorization.schema.json')) as object);
    isValid(JSON.parse(readVectorFile(pathOf(roomVersion))));
    expect(isValid.errors).toBeNull();
  });

  test('have the IDs, hashes and signatures of their events', () => {
    // Every tenth: that the files are what the generator signs is tested above, and verifying takes its time.
    const sampled = Object.entries(file.events).filter((_entry, index) => index % 10 === 0);
    const wrong = sampled.filter(
      ([eventId, pdu]) =>
        readRoomEvent(pdu, roomVersion).eventId !== eventId ||
        !hasValidContentHash(pdu, roomVersion) ||
        requiredSignatureDefect(pdu, roomVersion, file.keys) !== undefined,
    );
    expect(wrong).toEqual([]);
  });

  test('tell of every rule, and let every rule decide', () => {
    const told = new Set(file.pairs.map(({ ruleId }) => ruleId));
    const deciding = new Set(file.pairs.flatMap(({ accept, reject }) => [accept.ruleId, reject.ruleId]));
    expect(ruleIdsOf(roomVersion).filter((ruleId) => !told.has(ruleId) || !deciding.has(ruleId))).toEqual([]);
  });

  test('have pairs of which the rule decides at least one vector', () => {
    const others = file.pairs.filter(
      ({ ruleId, accept, reject }) => accept.ruleId !== ruleId && reject.ruleId !== ruleId,
    );
    expect(others).toEqual([]);
  });

  test('are decided as they say, by the rules that they say', () => {
    expect(file.pairs.flatMap((pair) => asked.mismatches(pair))).toEqual([]);
  });

  test('depend on nothing that the specification leaves open', () => {
    expect(file.pairs.flatMap((pair) => asked.openTo(pair))).toEqual([]);
  });

  test('would show a wrong expectation', () => {
    const [pair] = file.pairs;
    if (!pair) throw new Error('there is no pair');
    const { accept, reject } = pair;
    expect(asked.mismatches(pair)).toEqual([]);
    expect(asked.mismatches({ ...pair, accept: reject, reject: accept })).toHaveLength(2);
    expect(asked.mismatches({ ...pair, reject: { ...reject, rule: '99' } })).toHaveLength(1);
    expect(asked.mismatches({ ...pair, accept: { ...accept, ruleId: 'allow' } })).toHaveLength(1);
  });
});
