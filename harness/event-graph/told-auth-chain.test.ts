import { expect, test } from 'vitest';
import { generateSigningKey } from '../protocol/signing.ts';
import { createRoomGraph } from './create-room.ts';
import { toldAuthChain } from './told-auth-chain.ts';

const key = generateSigningKey();

test.each(['11', '12'] as const)('holds the create event once in version %s, but not for itself', (roomVersion) => {
  const room = createRoomGraph({ roomVersion, creator: '@creator:example.org' }, () => key);
  const state = room.stateAfterAll().eventIds();
  const create = room.eventIds.find((eventId) => room.event(eventId).type === 'm.room.create') ?? '';
  const isCreate = (eventId: string): boolean => eventId === create;
  expect(toldAuthChain(room, state).filter(isCreate)).toHaveLength(1);
  expect(toldAuthChain(room, room.forwardExtremities).filter(isCreate)).toHaveLength(1);
  expect(toldAuthChain(room, [create])).toEqual([]);
});
