import { BroadcastChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { askForBriefing, Briefing } from './briefing.ts';
import type { RunContext } from './run-context.ts';

const context = { resultsFolder: 'results' } as RunContext;

test('who asks is told the context, whether it is known already or not', async () => {
  const later = Promise.withResolvers<RunContext>();
  using briefing = new Briefing(later.promise);
  const early = askForBriefing(briefing.channel);
  let told = false;
  void early.then(() => (told = true));
  await otherMessagesHavePassed(briefing.channel);
  expect(told).toBe(false);

  later.resolve(context);
  expect(await early).toEqual(context);
  expect(await askForBriefing(briefing.channel)).toEqual(context);
});

test('who asks is told why there is nothing to do', async () => {
  using briefing = new Briefing(Promise.reject(new Error('The run is over')));
  await expect(askForBriefing(briefing.channel)).rejects.toThrow('The run is over');
});

test('a briefing that is over says nothing, and does not keep the process', async () => {
  const later = Promise.withResolvers<RunContext>();
  const briefing = new Briefing(later.promise);
  const asked = askForBriefing(briefing.channel);
  const outcome = Promise.race([asked, otherMessagesHavePassed(briefing.channel).then(() => 'nothing')]);
  briefing[Symbol.dispose]();
  later.resolve(context);
  expect(await outcome).toBe('nothing');
});

/** A message there and back on a channel of that name: what was sent before has arrived. */
async function otherMessagesHavePassed(name: string): Promise<void> {
  const [one, other] = [new BroadcastChannel(name), new BroadcastChannel(name)];
  const arrived = Promise.withResolvers<void>();
  other.addEventListener('message', (event) => {
    if ((event as Event & { readonly data: unknown }).data === 'ping') arrived.resolve();
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is a channel, not a window
  one.postMessage('ping');
  await arrived.promise;
  one.close();
  other.close();
}
