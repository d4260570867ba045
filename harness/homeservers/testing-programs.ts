import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a temporary folder for a test. */
export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'touchstone-test-'));
}

/**
 * Writes a shell script that stands for a program in a test.
 *
 * @returns its path
 */
export function writeProgram(folder: string, name: string, script: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, mode);
  return path;
}
