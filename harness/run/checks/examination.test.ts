import { describe, expect, test } from 'vitest';
import { readBody } from '../../wire/message.ts';
import { allOperations } from '../../wire/schemas/operations.ts';
import { type Exchange, Wire } from '../../wire/wire.ts';
import { examine } from './examination.ts';
import { schemaRequirementId, schemaRequirements } from './schema-requirements.ts';

const versions = '{"versions":["v1.1"]}';

/** An exchange in which everybody keeps to the form; tests change one thing. */
function exchange(
  parts: Partial<Omit<Exchange, 'request' | 'response'>> & { request?: string; response?: string } = {},
): Exchange {
  const { request = '', response = versions, ...rest } = parts;
  return {
    sender: 'alice',
    recipient: 'target',
    toTarget: true,
    atMs: 0,
    durationMs: 1,
    method: 'GET',
    target: '/_matrix/client/versions',
    requestHeaders: [],
    status: 200,
    responseHeaders: [['Content-Type', 'application/json']],
    error: null,
    deliberate: false,
    request: readBody(Buffer.from(request)),
    response: readBody(Buffer.from(response)),
    ...rest,
  };
}

function examineOne(one: Exchange, claim = 'v1.19') {
  const wire = new Wire();
  wire.record(one);
  return examine(wire, [], claim);
}

test('counts what it held against a requirement', () => {
  expect(examineOne(exchange())).toEqual({
    examined: [{ requirement: 'cs.schema.getVersions', roomVersion: null, count: 1 }],
    violations: [],
  });
});

test.for([
  ['a missing key', { response: '{}' }],
  ['a wrong type', { response: '{"versions":"v1.1"}' }],
  ['a body that is not JSON', { response: 'ok' }],
  ['a content type that is not JSON', { responseHeaders: [['Content-Type', 'text/html']] as const }],
  ['an error without a code', { status: 500, response: '{"error":"x"}' }],
  ['a success that nobody documented', { status: 201 }],
] as const)('holds %s against the target', ([, parts]) => {
  const [violation] = examineOne(exchange(parts)).violations;
  expect(violation).toMatchObject({ requirement: 'cs.schema.getVersions', origin: 'target' });
  expect(violation?.message).toContain('GET /_matrix/client/versions, answer');
});

test('holds answers to requests with a query against their schema', () => {
  const sync = { target: '/_matrix/client/v3/sync?timeout=0', response: '{"next_batch":1}' };
  expect(examineOne(exchange(sync)).violations[0]).toMatchObject({ requirement: 'cs.schema.sync', origin: 'target' });
});

const transaction = { method: 'PUT', target: '/_matrix/federation/v1/send/1', response: '{"pdus":{}}' };
const goodTransaction = '{"origin":"a","origin_server_ts":1,"pdus":[]}';

describe('requests', () => {
  test('hold what the harness sends against the harness', () => {
    expect(examineOne(exchange({ ...transaction, request: goodTransaction })).violations).toEqual([]);
    expect(examineOne(exchange({ ...transaction, request: '{"pdus":[]}' })).violations[0]).toMatchObject({
      origin: 'harness',
      requirement: 'ss.schema.sendTransaction',
    });
  });

  test('do not hold against the harness what it does on purpose', () => {
    expect(examineOne(exchange({ ...transaction, request: '{"pdus":[]}', deliberate: true })).violations).toEqual([]);
  });

  test('hold what the target sends against the target', () => {
    const fromTarget = { ...transaction, toTarget: false, sender: 'target', recipient: 'localhost:1' };
    expect(examineOne(exchange({ ...fromTarget, request: goodTransaction })).violations).toEqual([]);
    expect(examineOne(exchange({ ...fromTarget, request: '{"pdus":[]}' })).violations[0]).toMatchObject({
      origin: 'target',
    });
  });
});

// https://spec.matrix.org/v1.19/server-server-api/#get_matrixfederationv1state_idsroomid describes the refusal since v1.13.
describe('the form of a refusal that the text describes since v1.13', () => {
  const refused = { target: '/_matrix/federation/v1/state_ids/!r', status: 403 };
  const withoutCode = exchange({ ...refused, response: '{"error":"no"}' });

  test('binds who claims that', () => {
    expect(examineOne(withoutCode, 'v1.13').violations).toMatchObject([{ requirement: 'ss.schema.getRoomStateIds' }]);
    const withCode = exchange({ ...refused, response: '{"errcode":"M_FORBIDDEN","error":"no"}' });
    expect(examineOne(withCode, 'v1.13').violations).toEqual([]);
  });

  test('does not bind who claims less, but that it is an object does', () => {
    expect(examineOne(withoutCode, 'v1.12').violations).toEqual([]);
    const list = exchange({ ...refused, response: '["no"]' });
    expect(examineOne(list, 'v1.12').violations).toMatchObject([{ requirement: 'ss.schema.getRoomStateIds' }]);
  });
});

test('says nothing about an answer that never came', () => {
  expect(examineOne(exchange({ status: 0, response: '', error: 'refused' }))).toEqual({ examined: [], violations: [] });
});

test('adds what peers noticed', () => {
  const finding = { requirement: 'ss.emitted.signature', roomVersion: '6', message: 'no signature' } as const;
  const examined = [{ requirement: 'ss.emitted.signature', roomVersion: '6', count: 3 } as const];
  expect(examine(new Wire(), [{ findings: [finding], examined }], 'v1.19')).toEqual({
    examined,
    violations: [{ ...finding, origin: 'target' }],
  });
});

test('every operation has a requirement with an anchor', () => {
  expect(schemaRequirements()['cs.schema.sync']).toMatchObject({
    level: 'MUST',
    since: 'r0',
    anchor: '/client-server-api/#get_matrixclientv3sync',
  });
  expect(schemaRequirements()['ss.schema.sendJoinV2']).toMatchObject({
    anchor: '/server-server-api/#put_matrixfederationv2send_joinroomideventid',
  });
});

describe.each(allOperations().map((operation) => [schemaRequirementId(operation), operation] as const))(
  '%s',
  (requirement, { method, path }) => {
    // The request itself is not examined here.
    const asked = { method, target: path.replaceAll(/\{\w+\}/g, 'x'), deliberate: true };

    test('was examined where an answer has the documented form', () => {
      const refused = { status: 404, response: '{"errcode":"M_NOT_FOUND","error":"There is none"}' };
      expect(examineOne(exchange({ ...asked, ...refused }))).toEqual({
        examined: [{ requirement, roomVersion: null, count: 1 }],
        violations: [],
      });
    });

    test.for([
      ['a success that nobody documented', { status: 299, response: '{}' }],
      ['a body that is not JSON', { status: 200, response: 'ok' }],
      // Each kind of query has a form of its own, and this is for those that have no description.
      ...(requirement === 'ss.schema.queryInfo'
        ? []
        : [['a list for an object', { status: 200, response: '[1]' }] as const]),
    ] as const)('is broken by %s', ([, doctored]) => {
      const { violations } = examineOne(exchange({ ...asked, ...doctored }));
      expect(violations.length).toBeGreaterThan(0);
      for (const violation of violations) expect(violation).toMatchObject({ requirement, origin: 'target' });
    });
  },
);
