import { Command } from 'commander';
import { expect, test } from 'vitest';
import type { RunOptions } from '../run-command.ts';
import { withRunOptions } from './run-options.ts';

async function jobsOf(...args: readonly string[]): Promise<number | undefined> {
  let jobs: number | undefined;
  const command = withRunOptions(new Command('run')).argument('[globs...]');
  command.action((_globs: string[], options: RunOptions) => {
    ({ jobs } = options);
  });
  await command.parseAsync(args, { from: 'user' });
  return jobs;
}

test('as many checks run at the same time as keep the homeservers busy that are started', async () => {
  expect(await jobsOf('--target', 'synapse', '--targets', '3')).toBe(15);
  expect(await jobsOf('server-server/**', '--target', 'dendrite@0.15.2')).toBe(5);
  expect(await jobsOf()).toBe(16);
  expect(await jobsOf('--target', 'https://hs.example.org')).toBe(16);
});

test('who says how many gets so many', async () => {
  expect(await jobsOf('--target', 'synapse', '--jobs', '16')).toBe(16);
});
