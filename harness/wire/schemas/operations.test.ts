import { expect, test } from 'vitest';
import { allOperations, findOperation, operationById } from './operations.ts';

test.each([
  ['GET', '/_matrix/client/versions', 'client-server/getVersions'],
  ['GET', '/.well-known/matrix/client', 'client-server/getWellknown'],
  ['GET', '/.well-known/matrix/server', 'server-server/getWellKnown'],
  ['POST', '/_matrix/client/v3/rooms/!r:example.org/kick', 'client-server/kick'],
  ['POST', '/_matrix/client/r0/rooms/!r:example.org/kick', 'client-server/kick'],
  ['POST', '/_matrix/client/v3/rooms/%21r%2Fs%3Aexample.org/kick', 'client-server/kick'],
  ['GET', '/_matrix/client/v3/rooms/!r/st%61te', 'client-server/getRoomState'],
  ['GET', '/_matrix/client/v3/rooms/!r/state/m.room.topic', 'client-server/getRoomStateWithKey'],
  ['GET', '/_matrix/client/v3/rooms/!r/state/m.room.topic/', 'client-server/getRoomStateWithKey'],
  ['PUT', '/_matrix/client/v3/rooms/!r/state/m.room.member/%40a%3Ab', 'client-server/setRoomStateWithKey'],
  ['POST', '/_matrix/client/v3/logout', 'client-server/logout'],
  ['POST', '/_matrix/client/v3/logout/all', 'client-server/logout_all'],
  ['GET', '/_matrix/federation/v1/query/profile', 'server-server/queryProfile'],
  ['GET', '/_matrix/federation/v1/query/org.example.other', 'server-server/queryInfo'],
  ['PUT', '/_matrix/federation/v2/send_join/!r/$e', 'server-server/sendJoinV2'],
  ['GET', '/_matrix/key/v2/server', 'server-server/getServerKey'],
  ['GET', '/_matrix/key/v2/server/ed25519%3Aa', 'server-server/getServerKey'],
  ['GET', '/_matrix/federation/v1/state/!r', 'server-server/getRoomState'],
  ['GET', '/_matrix/client/v3/sync?timeout=0&filter=%7B%22a/b%22', 'client-server/sync'],
  ['GET', '/_matrix/federation/v1/query/profile?user_id=@a/b:c', 'server-server/queryProfile'],
])('%s %s is %s', (method, path, id) => {
  expect(findOperation(method, path)?.id).toBe(id);
});

test.each([
  ['DELETE', '/_matrix/client/versions'],
  ['GET', '/_matrix/client/v3/rooms/!r/kick'],
  ['POST', '/_matrix/client/v3/rooms//kick'],
  ['POST', '/_matrix/client/v3/rooms/!r/kick/more'],
  ['GET', '/_matrix/client/v3/no_such_thing'],
  ['GET', '/_matrix/client/v3/rooms/!r/%zz'],
  ['GET', ''],
])('%s %s is nothing that we know', (method, path) => {
  expect(findOperation(method, path)).toBeUndefined();
});

test('each operation is found by its own path and by its id', () => {
  for (const operation of allOperations()) {
    const path = operation.path.replaceAll(/\{[^}]+\}/gu, 'x');
    expect(findOperation(operation.method, path)).toBe(operation);
    expect(operationById(operation.id)).toBe(operation);
    expect(operation.since).toMatch(/^(?:r0|v1)\.\d+(?:\.\d+)?$/u);
  }
});

test('an unknown id is an error that names it', () => {
  expect(() => operationById('client-server/nothing')).toThrow('schemas/client-server/nothing.json');
});
