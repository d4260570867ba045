import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';

import { authorize, otherVerdicts } from '../protocol/authorization/authorize.ts';
import { requiredSignatureDefect } from '../protocol/evaluation/signature-checks.ts';
import { hasValidContentHash } from '../protocol/hashes.ts';
import { oracleOf } from '../protocol/oracle.ts';
import { readRoomEvent } from '../protocol/room-event.ts';
import { allRoomVersions, type RoomVersion, roomVersions } from '../protocol/room-versions.ts';
import { readVectorFile } from '../protocol/testing-vectors.ts';
import {
  authorizationFile,
  type AuthorizationPair,
  type AuthorizationVector,
  type AuthorizationVectors,
  questionsOf,
  readAuthorizationVectors,
} from './authorization-questions.ts';
import { authorizationVectorFiles, decidingRules } from './authorization-vectors.ts';

const ruleIdsOf = (roomVersion: RoomVersion): string[] => [...decidingRules(roomVersions[roomVersion]).keys()];

/** What the oracle says otherwise than a pair, and what another reading of the specification's text says otherwise. */
function asking(vectors: AuthorizationVectors, roomVersion: RoomVersion) {
  const { authorization } = oracleOf(roomVersion);
  const questionOf = questionsOf(vectors, roomVersion);
  const mismatch = (vector: AuthorizationVector, allowed: boolean): string[] => {
    const { event, state, options } = questionOf(vector);
    const verdict = authorize(authorization, event, state, options);
    const isAsSaid = verdict.allowed === allowed && verdict.rule === vector.rule && verdict.ruleId === vector.ruleId;
    const said = `${allowed ? 'accepted' : 'rejected'} by ${vector.rule} (${vector.ruleId})`;
    const found = `${verdict.allowed ? 'accepted' : 'rejected'} by ${verdict.rule} (${verdict.ruleId}): ${verdict.reason}`;
    return isAsSaid ? [] : [`said to be ${said}, found ${found}`];
  };
  return {
    mismatches: ({ about, accept, reject }: AuthorizationPair): string[] =>
      [...mismatch(accept, true), ...mismatch(reject, false)].map((text) => `${about}: ${text}`),
    openTo: ({ about, accept, reject }: AuthorizationPair): string[] =>
      [accept, reject].flatMap((vector) => {
        const { event, state, options } = questionOf(vector);
        return otherVerdicts(authorization, event, state, options).map(({ why }) => `${about}: ${why}`);
      }),
  };
}

test('the files are what the stories make: node harness/vectors/write-vectors.ts', () => {
  const stale = authorizationVectorFiles().filter(({ path, text }) => readVectorFile(path) !== text);
  expect(stale.map(({ path }) => path)).toEqual([]);
});

describe.each(allRoomVersions)('the authorization vectors of room version %s', (roomVersion) => {
  const file = readAuthorizationVectors(roomVersion);
  const asked = asking(file, roomVersion);

  test('keep their schema', () => {
    const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
    const isValid = ajv.compile(JSON.parse(readVectorFile('authorization.schema.json')) as object);
    isValid(JSON.parse(readVectorFile(authorizationFile(roomVersion))));
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
