import { beforeAll } from 'vitest';
import { briefed } from './briefed.ts';

// Before the first check, so that the time until homeservers are ready is not taken off its own.
beforeAll(async () => void (await briefed()), Infinity);
