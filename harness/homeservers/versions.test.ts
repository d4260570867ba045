import { expect, test } from 'vitest';
import { compareVersions } from './versions.ts';

test('orders by number, a release candidate before its release', () => {
  const ordered = ['0.99.5.2', '1.9.0', '1.60.0', '1.163.0rc1', '1.163.0rc2', '1.163.0', '1.163.2'];
  expect(ordered.toReversed().toSorted(compareVersions)).toEqual(ordered);
});

test.for(['1.163.2', '1.164.0rc1'])('%s equals itself', (version) => {
  expect(compareVersions(version, version)).toBe(0);
});
