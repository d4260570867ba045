import { randomUUID } from 'node:crypto';
import { programFile } from '../../package-root.ts';
import { startHelperProgram } from '../process/helper-program.ts';
import type { Engine } from './engine.ts';
import type { ReaperMessage } from './reaper.ts';

/** On everything that the harness makes in an engine, so that it is recognised as the harness's own. */
const labelName = 'org.matrix-touchstone.session';
/** Process id of the runner, for people who wonder whose container that is. */
const runnerLabel = 'org.matrix-touchstone.runner';

/** What a process makes in an engine: it goes with the process, however that ends. */
export interface ContainerSession {
  /** Carried by every container of the session. */
  readonly labels: Readonly<Record<string, string>>;
  /** @returns the name of the network in which containers of the session reach each other, made where nobody has asked yet */
  network(): Promise<string>;
}

const reaperProgram = programFile('harness/target/containers/reaper');

let opened: Promise<ContainerSession> | null = null;
let users = 0;
let close: (() => Promise<void>) | null = null;

/**
 * Joins the session of this process, and opens it where nobody has yet.
 *
 * @returns the session and how to leave it; with the last who leaves, its network goes
 */
export async function joinSession(engine: Engine): Promise<{ session: ContainerSession; leave: () => Promise<void> }> {
  users += 1;
  const leave = async (): Promise<void> => {
    users -= 1;
    if (users > 0) return;
    const end = close;
    [opened, close] = [null, null];
    await end?.();
  };
  try {
    opened ??= openSession(engine);
    return { session: await opened, leave };
  } catch (error) {
    await leave();
    throw error;
  }
}

async function openSession({ client }: Engine): Promise<ContainerSession> {
  const id = randomUUID();
  const labels = { [labelName]: id, [runnerLabel]: String(process.pid) };
  const dismissReaper = startReaper(`${labelName}=${id}`);
  close = dismissReaper;
  let made: ReturnType<typeof client.container.dockerode.createNetwork> | null = null;
  close = async () => {
    await (await made?.catch(() => null))?.remove();
    await dismissReaper();
  };
  const name = `touchstone-${id}`;
  return {
    labels,
    async network() {
      made ??= client.container.dockerode.createNetwork({ Name: name, Labels: labels });
      await made;
      return name;
    },
  };
}

/** @returns what tells it that nothing is left */
function startReaper(label: string): () => Promise<void> {
  const reaper = startHelperProgram(reaperProgram, label);
  const gone = new Promise<void>((resolve) => reaper.once('exit', () => resolve()).once('error', () => resolve()));
  return async () => {
    if (reaper.exitCode !== null || !reaper.connected) return;
    const done: ReaperMessage = 'done';
    reaper.send(done, () => {});
    reaper.ref();
    await gone;
  };
}
