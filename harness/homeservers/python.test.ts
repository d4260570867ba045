import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConfigurationError } from '../target/errors.ts';
import { findPython } from './python.ts';
import { makeFolder, writeProgram } from './testing-programs.ts';

const folder = makeFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const good = writeProgram(folder, 'good', 'echo 3.12');
const old = writeProgram(folder, 'old', 'echo 3.9');
const withoutVenv = writeProgram(folder, 'without-venv', 'echo 3.11; echo "No module named ensurepip" >&2; exit 1');
const shim = writeProgram(folder, 'shim', 'echo "no such version" >&2; exit 127');
const missing = join(folder, 'missing');

test('takes the first that is new enough and whole', async () => {
  expect(await findPython([missing, shim, old, withoutVenv, good])).toEqual({ command: good, version: '3.12' });
});

test.for([
  {
    commands: [missing, shim],
    message: `Python 3.10 or newer is needed and no Python was found (looked for ${missing}, ${shim} in PATH). Install it`,
  },
  {
    commands: [old],
    message: `Python 3.10 or newer is needed and only Python 3.9 was found (looked for ${old} in PATH). Install it`,
  },
  {
    commands: [old, withoutVenv],
    message:
      'Python 3.11 is here, but its modules venv and ensurepip, which make virtual environments, are not. On Debian and Ubuntu: apt install python3-venv.',
  },
])('$message', async ({ commands, message }) => {
  await expect(findPython(commands)).rejects.toThrow(message);
  await expect(findPython(commands)).rejects.toThrow(ConfigurationError);
});
