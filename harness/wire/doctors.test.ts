import { expect, test } from 'vitest';
import type { TargetMessage } from './wire.ts';
import { answering, asking, change, changeEach, only, without } from './doctors.ts';

const message: TargetMessage = {
  kind: 'answer',
  method: 'GET',
  target: '/_matrix/client/v3/rooms/%21a%3Ab/state?x=1',
  party: 'alice',
  status: 200,
  headers: [],
  roomVersion: null,
  json: { list: [{ id: 1 }, { id: 2 }], other: true },
};

test('doctors one kind of answer and leaves the others', () => {
  const doctor = answering('GET', '/_matrix/client/v3/rooms/:roomId/state')({ status: 500 });
  expect(doctor(message)).toEqual({ status: 500 });
  expect(doctor({ ...message, method: 'PUT' })).toBeUndefined();
  expect(doctor({ ...message, kind: 'request' })).toBeUndefined();
  expect(doctor({ ...message, target: '/_matrix/client/v3/rooms/%21a%3Ab/state/m.room.name' })).toBeUndefined();
});

test('matches the rest of a path', () => {
  expect(
    asking('PUT', '/_matrix/federation/v1/send/*')({ status: 1 })({
      ...message,
      kind: 'request',
      method: 'PUT',
      target: '/_matrix/federation/v1/send/1',
    }),
  ).toEqual({ status: 1 });
});

test.for([
  ['leaves something out', without('other'), { list: [{ id: 1 }, { id: 2 }] }],
  ['leaves a part of an element out', without('list', 0, 'id'), { list: [{}, { id: 2 }], other: true }],
  ['leaves an element out', without('list', 0), { list: [{ id: 2 }], other: true }],
  ['changes a value', change(['list', 1, 'id'], () => 3), { list: [{ id: 1 }, { id: 3 }], other: true }],
  ['changes each element', changeEach(['list'], () => 0), { list: [0, 0], other: true }],
  ['changes every element', change(['list', '*', 'id'], () => 3), { list: [{ id: 3 }, { id: 3 }], other: true }],
  ['leaves every element out of objects', without('list', '*', 'id'), { list: [{}, {}], other: true }],
  ['leaves every element out', without('list', '*'), { list: [], other: true }],
  ['changes every key', change(['*'], () => 3), { list: 3, other: 3 }],
  [
    'changes nothing below what is no collection',
    change(['other', '*'], () => 3),
    { list: [{ id: 1 }, { id: 2 }], other: true },
  ],
  ['adds a value', change(['added'], () => null), { list: [{ id: 1 }, { id: 2 }], other: true, added: null }],
] as const)('%s', ([, lie, json]) => {
  expect(answering('GET', '*')(lie)(message)).toEqual({ json });
});

test('keeps a doctor to some messages', () => {
  const doctor = only(({ party }) => party === 'alice', answering('GET', '*')({ status: 500 }));
  expect(doctor(message)).toEqual({ status: 500 });
  expect(doctor({ ...message, party: 'bob' })).toBeUndefined();
});
