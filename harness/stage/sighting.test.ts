import { expect, test } from 'vitest';
import { usualDisclosure } from '../target/disclosure.ts';
import { type Sighting, verdictOfSighting } from './sighting.ts';

const hidden: Sighting = { inMessages: false, inSync: false, toClients: false, toServers: false, withState: false };
const open = {
  ...usualDisclosure,
  rejected: { event: true, state: false },
  softFailed: { event: true, state: true },
};

test('what users are shown was accepted, wherever they are shown it', () => {
  expect(verdictOfSighting({ ...hidden, inSync: true }, usualDisclosure)).toBe('accepted');
  expect(verdictOfSighting({ ...hidden, inMessages: true, toServers: true }, open)).toBe('accepted');
});

test('what a homeserver gives of an event that it hides tells why, where it gives something else each time', () => {
  expect(verdictOfSighting({ ...hidden, toServers: true, withState: true }, open)).toBe('soft-failed');
  expect(verdictOfSighting({ ...hidden, toServers: true }, open)).toBe('rejected');
  expect(verdictOfSighting(hidden, open)).toBe('not taken');
});

test('where it gives the same in two cases, or what fits none, nothing is told', () => {
  expect(verdictOfSighting(hidden, usualDisclosure)).toBe('hidden');
  expect(verdictOfSighting({ ...hidden, withState: true }, open)).toBe('hidden');
});
