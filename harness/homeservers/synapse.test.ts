import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConfigurationError } from '../target/errors.ts';
import { synapse } from './synapse.ts';
import { makeFolder, writeProgram } from './testing-programs.ts';

const folder = makeFolder();
afterAll(() => rmSync(folder, { recursive: true }));

test('takes any interpreter that can import synapse', async () => {
  const program = writeProgram(folder, 'python', 'echo version 1.60.0');
  expect(await synapse.inspectProgram(program)).toEqual({ version: '1.60.0', program, from: 'program' });
});

test.for([
  {
    name: 'missing',
    script: null,
    mode: 0,
    message: 'cannot be started: there is no such file. Name the Python interpreter',
  },
  {
    name: 'no-module',
    script: 'echo "ModuleNotFoundError: No module named synapse" >&2; exit 1',
    mode: 0o755,
    message: 'cannot import synapse (it said: ModuleNotFoundError: No module named synapse). Name',
  },
  { name: 'not-python', script: 'echo usage', mode: 0o755, message: 'cannot import synapse (it said: usage). Name' },
  {
    name: 'not-executable',
    script: 'echo version 1.60.0',
    mode: 0o644,
    message: 'cannot be started: it is not an executable file. Name',
  },
  {
    name: 'too-old',
    script: 'echo version 1.59.1',
    mode: 0o755,
    message: 'has Synapse 1.59.1; 1.60.0 is the oldest supported.',
  },
])('refuses a program that is $name', async ({ name, script, mode, message }) => {
  const program = script === null ? join(folder, name) : writeProgram(folder, name, script, mode);
  await expect(synapse.inspectProgram(program)).rejects.toThrow(`--program ${program} ${message}`);
  await expect(synapse.inspectProgram(program)).rejects.toThrow(ConfigurationError);
});

test.for([
  ['2025-11-21 11:38:00,123 INFO synapse.access:1 [GET-1] text', Date.UTC(2025, 10, 21, 11, 38, 0, 123)],
  ['  File "homeserver.py", line 1', null],
  ['', null],
] as const)('the time of %j is %j', ([line, time]) => {
  expect(synapse.logTime(line)).toBe(time);
});
