import { expect, onTestFinished, test } from 'vitest';
import { deafToSignals, onInterruption } from './interruption.ts';

test('what an action hears of signals is taken back, and nobody else loses theirs', async () => {
  const [earlier, during] = [() => {}, () => {}];
  process.on('SIGINT', earlier);
  onTestFinished(() => void process.off('SIGINT', earlier));
  let registered = 0;
  const result = await deafToSignals(async () => {
    process.on('SIGINT', during);
    const before = process.listeners('SIGINT');
    const interruption = onInterruption(async () => {});
    onTestFinished(() => interruption[Symbol.dispose]());
    registered = process.listeners('SIGINT').length - before.length;
    return 'done';
  });
  expect({ result, registered }).toEqual({ result: 'done', registered: 1 });
  expect(process.listeners('SIGINT')).toContain(earlier);
  expect(process.listeners('SIGINT')).not.toContain(during);
  expect(process.listeners('SIGINT').at(-1)).not.toBe(earlier); // ours
});
