import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConfigurationError } from '../target/errors.ts';
import { dendrite } from './dendrite.ts';
import { makeFolder, writeProgram } from './testing-programs.ts';

const folder = makeFolder();
afterAll(() => rmSync(folder, { recursive: true }));

/** Answers as Dendrite does. */
const answering = (version: string): string => `
case "$1" in
  -help) printf 'Usage of dendrite:\\n  -config string\\n  -really-enable-open-registration\\n' >&2;;
  -version) ${version};;
esac`;

test.for(['0.15.2', '0.15.2+e546df2', '0.16.0-rc1'])('takes a Dendrite %s of any origin', async (version) => {
  const program = writeProgram(folder, 'dendrite', answering(`echo ${version}`));
  expect(await dendrite.inspectProgram(program)).toEqual({ version, program, from: 'program' });
});

test.for([
  {
    name: 'missing',
    script: null,
    mode: 0,
    message: 'cannot be started: there is no such file. Name the binary that `go build ./cmd/dendrite` makes',
  },
  {
    name: 'not-executable',
    script: answering('echo 0.15.2'),
    mode: 0o644,
    message: 'cannot be started: it is not an executable file. Name the binary',
  },
  {
    name: 'another-program',
    script: 'echo 0.15.2',
    mode: 0o755,
    message: 'is not Dendrite (to -help it said: 0.15.2). Name the binary',
  },
  {
    name: 'without-version',
    script: answering('echo "panic: bad" >&2; exit 2'),
    mode: 0o755,
    message: 'does not tell its version (it said: panic: bad). Name the binary',
  },
])('refuses a program that is $name', async ({ name, script, mode, message }) => {
  const program = script === null ? join(folder, name) : writeProgram(folder, name, script, mode);
  await expect(dendrite.inspectProgram(program)).rejects.toThrow(`--program ${program} ${message}`);
  await expect(dendrite.inspectProgram(program)).rejects.toThrow(ConfigurationError);
});

test.for([
  ['time="2025-11-21T11:38:00.123456789Z" level=info msg=x', Date.UTC(2025, 10, 21, 11, 38, 0, 123)],
  ['goroutine 1 [running]:', null],
  ['', null],
] as const)('the time of %j is %j', ([line, time]) => {
  expect(dendrite.logTime(line)).toBe(time);
});
