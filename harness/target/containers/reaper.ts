/**
 * The reaper: a small program that outlives the runner for a moment, so that a runner that is killed leaves no container behind. When
 * its channel to the runner closes without a word, it removes the containers and networks of the session and exits.
 *
 * Started as `node reaper.ts LABEL`, with an IPC channel, in a session of its own. Told `done`, it exits at once.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { findEngine, type Engine } from './engine.ts';

/** What the runner may say. */
export type ReaperMessage = 'done';

/** The engine may still be making the last container that the runner asked for; nothing takes longer. */
const lookAgainMs = 4_000;
const pauseMs = 200;

const [, , label = ''] = process.argv;

process.on('message', (message: ReaperMessage) => {
  if (message === 'done') process.exit(0);
});
process.on('disconnect', () => void reap());
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => {}); // these are for the runner

async function reap(): Promise<void> {
  const engine = await findEngine();
  const last = Date.now() + lookAgainMs;
  while (Date.now() < last) {
    await removeAll(engine);
    await wait(pauseMs);
  }
  process.exit(0);
}

async function removeAll({ client }: Engine): Promise<void> {
  const { dockerode } = client.container;
  const filters = { label: [label] };
  const containers = await dockerode.listContainers({ all: true, filters });
  await Promise.allSettled(containers.map(({ Id }) => dockerode.getContainer(Id).remove({ force: true, v: true })));
  const networks = await dockerode.listNetworks({ filters });
  await Promise.allSettled(networks.map(({ Id }) => dockerode.getNetwork(Id).remove()));
}
