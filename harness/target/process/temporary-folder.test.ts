import { rmdirSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { makeTemporaryFolder } from './temporary-folder.ts';

test('makes a new folder that is nobody else’s', () => {
  const [one, other] = [makeTemporaryFolder(), makeTemporaryFolder()];
  expect(one).not.toBe(other);
  expect(basename(one)).toMatch(/^touchstone-/);
  expect(statSync(one).mode & 0o777).toBe(0o700);
  rmdirSync(one);
  rmdirSync(other);
});
