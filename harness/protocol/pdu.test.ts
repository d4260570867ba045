import { expect, test } from 'vitest';

import { referencedIds, serverNameOf } from './pdu.ts';

test('references of both forms', () => {
  expect(referencedIds(['$a', ['$b:domain', { sha256: 'x' }]])).toEqual(['$a', '$b:domain']);
});

test.each([
  ['$a', 'must be an array'],
  [[1], 'reference 0 must be an event ID'],
  [['$a', ['$b']], 'reference 1 must be'],
  [[['$b', {}]], 'found ["$b",{}]'],
  [[['$b', { sha256: 'x' }, 1]], 'reference 0 must be'],
])('references %j are refused', (references: unknown, message) => {
  expect(() => referencedIds(references)).toThrow(message);
});

test.each([
  ['@user:domain', 'domain'],
  ['@user:localhost:8448', 'localhost:8448'],
  ['!room:[::1]:8448', '[::1]:8448'],
])('the server name in %s is %s', (id, serverName) => {
  expect(serverNameOf(id)).toBe(serverName);
});

test.each(['$Rqnc-F-dvnEYJTyHq_iKxU2bZ1CI92-kuZq3a5lr5Zg', '@user:'])('%s has no server name', (id) => {
  expect(() => serverNameOf(id)).toThrow('Expected an ID with a server name');
});
