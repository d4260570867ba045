import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConfigurationError } from '../target/errors.ts';
import { findGo } from './go.ts';
import { makeFolder, writeProgram } from './testing-programs.ts';

const folder = makeFolder();
afterAll(() => rmSync(folder, { recursive: true }));

test.for([
  ['go version go1.26.8 linux/amd64', '1.26.8'],
  ['go version go1.21 darwin/arm64', '1.21'],
  ['go version devel go1.27-c7ef9b2 Thu Nov 26 linux/amd64', 'devel'],
])('reads %s', async ([line, version]) => {
  expect(await findGo(writeProgram(folder, 'go', `echo "${line}"`))).toBe(version);
});

const old = writeProgram(folder, 'old', 'echo go version go1.19.8 linux/amd64');
const shim = writeProgram(folder, 'shim', 'echo "no such version" >&2; exit 127');
const missing = join(folder, 'missing');

test.for([
  { command: missing, message: `Go 1.21 or newer is needed, and there is no ${missing} in PATH. Install it` },
  { command: old, message: 'Go 1.21 or newer is needed, and only Go 1.19.8 was found. Install it' },
  {
    command: shim,
    message: `Go 1.21 or newer is needed, and \`${shim} version\` said: no such version. Install it`,
  },
])('$message', async ({ command, message }) => {
  await expect(findGo(command)).rejects.toThrow(message);
  await expect(findGo(command)).rejects.toThrow(ConfigurationError);
});
