import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { hasStopped, isStopped } from './process-state.ts';

test.for([
  ['7 (sh) T 1', true],
  ['7 (a) T b) S 1', false],
  ['7 (node) R 1', false],
  ['7 (node) Z 1', true],
] as const)('reads the state of %s', ([stat, stopped]) => {
  expect(isStopped(stat)).toBe(stopped);
});

test('tells a process that has stopped from one that computes', async () => {
  const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const processId = child.pid ?? 0;
  try {
    expect(hasStopped(processId)).toBe(false);
    child.kill('SIGSTOP');
    await vi.waitUntil(() => hasStopped(processId), { timeout: 5000, interval: 5 });
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  expect(hasStopped(processId)).toBe(true);
});
