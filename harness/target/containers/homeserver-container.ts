import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ContainerRuntimeClient } from 'testcontainers';
import { UnsupportedError } from '../errors.ts';
import { boundedText } from '../log-window.ts';
import type { Engine } from './engine.ts';
import { containerPorts, type ImageStart } from './image-start.ts';
import type { Ports } from '../process/free-ports.ts';

/** A container of the engine. */
type Container = ReturnType<ContainerRuntimeClient['container']['getById']>;

/** What a container is made with. */
export interface ContainerOptions {
  readonly image: string;
  readonly serverName: string;
  readonly start: ImageStart;
  readonly labels: Readonly<Record<string, string>>;
  /** Name of the network in which others find it by its server name; null where nobody has to. */
  readonly network: string | null;
  /** Where its ports are published. */
  readonly ports: Ports;
  /** Whether it will be stopped and started again: what is in memory would be gone then. */
  readonly restarts: boolean;
  /** Called when it is made, and starts. */
  readonly onLaunch?: (() => void) | undefined;
}

/** By this label an image names the folders, with commas between them, in which its homeserver writes and that may be in memory. */
const memoryLabel = 'org.matrix-touchstone.memory';

/** A container that was made, whether it runs or not. */
export interface HomeserverContainer extends AsyncDisposable {
  /** Resolves with its exit code when it ends that runs now, never rejects. */
  readonly ended: Promise<number | null>;
  /** Ends it politely. Its files and its ports stay. */
  stop(): Promise<void>;
  /** Starts it again. */
  start(): Promise<void>;
  /** Lets it compute nothing. */
  pause(): Promise<void>;
  /** Lets it go on. */
  resume(): Promise<void>;
  /** CPU seconds that it used so far; null if the engine does not tell. */
  cpuSeconds(): Promise<number | null>;
  /** What it wrote between two moments, milliseconds since the epoch; bounded in size. */
  logLines(fromMs: number, toMs: number): Promise<string>;
  /** The end of what it wrote. */
  logTail(lines: number): Promise<string>;
}

/**
 * Makes a container and starts it. Whatever comes of that, it is removed when it is disposed of.
 *
 * @throws {Error} of the engine
 */
export async function startContainer(
  { client, extraHosts }: Engine,
  { image, serverName, start, labels, network, ports, restarts, onLaunch }: ContainerOptions,
): Promise<HomeserverContainer> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const created = Promise.withResolvers<Container>();
  class Homeserver extends GenericContainer {
    constructor() {
      super(image);
      // We know when it is ready; the image's own would go on asking all the time.
      this.createOpts.Healthcheck = { Test: ['NONE'] };
    }
    /** The image is there now. A database waits for the disk at each commit, and has nothing to keep for longer than the run. */
    protected override async beforeContainerCreated(): Promise<void> {
      if (restarts) return;
      const { Config } = await client.image.inspect(this.imageName);
      const named = Config.Labels?.[memoryLabel]?.split(',') ?? [];
      this.withTmpFs(Object.fromEntries([...start.inMemory, ...named].map((folder) => [folder.trim(), 'exec'])));
    }
    protected override async containerCreated(id: string): Promise<void> {
      created.resolve(client.container.getById(id));
    }
  }
  const { files, environment, command } = start;
  const definition = new Homeserver()
    .withAutoCleanup(false) // it is another image; the session's reaper is a process
    .withLabels({ ...labels })
    .withName(serverName)
    .withHostname(serverName)
    .withExtraHosts([...extraHosts])
    .withExposedPorts(
      { container: containerPorts.client, host: ports.client },
      { container: containerPorts.federation, host: ports.federation },
    )
    .withEnvironment({ ...environment })
    .withCopyContentToContainer(Object.entries(files).map(([target, content]) => ({ target, content })))
    .withWaitStrategy(Wait.forAll([]));
  // With an alias it stays in the engine's own network as well, by whose gateway a runner in a container reaches it.
  if (network !== null) definition.withNetworkMode(network).withNetworkAliases(serverName);
  if (command) definition.withEntrypoint([command[0]]).withCommand(command.slice(1));

  const starting = definition.start();
  starting.catch((error: unknown) => created.reject(error)); // before there was a container
  const handle = handleOf(client, await created.promise);
  await orderSent();
  onLaunch?.();
  try {
    // One that ends at once never publishes its ports, for which the library waits.
    await Promise.race([starting, handle.ended]);
    return handle;
  } catch (error) {
    await handle[Symbol.asyncDispose]();
    throw error;
  }
}

/** The order to start a container goes out in the next turns of the event loop: who then has much to do would keep it waiting. */
async function orderSent(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
}

/** An engine without root can pause nothing where the kernel counts by cgroups of the first version. */
const pausingIsUnsupported = /cgroup|freezer/i;

/** A server that is told to end gets this long, in seconds. */
const politeSeconds = 10;

function handleOf({ container: { dockerode } }: ContainerRuntimeClient, container: Container): HomeserverContainer {
  const waiting = new AbortController();
  const nextEnd = async (): Promise<number | null> => {
    try {
      const answer: unknown = await container.wait({ condition: 'next-exit', abortSignal: waiting.signal });
      return (answer as { StatusCode: number }).StatusCode;
    } catch {
      return null; // it is gone
    }
  };
  let ended = nextEnd();
  const read = async (range: object): Promise<string> => {
    const bytes = await container
      .logs({ stdout: true, stderr: true, follow: false, ...range })
      .catch(() => Buffer.alloc(0));
    return boundedText(textOf(bytes));
  };
  const used = async (): Promise<number | null> => {
    const answer = (await dockerode
      .getContainer(container.id)
      .stats({ stream: false, 'one-shot': true })
      .catch(() => null)) as { cpu_stats?: { cpu_usage?: { total_usage?: number } } } | null;
    const nanoseconds = answer?.cpu_stats?.cpu_usage?.total_usage;
    // Nothing computes in no time: it is not counted.
    return nanoseconds ? nanoseconds / 1e9 : null;
  };
  /** What it computed before it was stopped: the engine forgets. */
  let usedBefore = 0;
  let stopped = false;
  return {
    get ended() {
      return ended;
    },
    async stop() {
      usedBefore += (await used()) ?? 0;
      stopped = true;
      await container.stop({ t: politeSeconds });
    },
    async start() {
      ended = nextEnd();
      stopped = false;
      await container.start();
    },
    async pause() {
      await container.pause().catch((error: Error) => {
        if (!pausingIsUnsupported.test(error.message)) throw error;
        throw new UnsupportedError(`the container engine cannot pause it: ${error.message}`, { cause: error });
      });
    },
    async resume() {
      await container.unpause();
    },
    async cpuSeconds() {
      if (stopped) return usedBefore;
      const now = await used();
      return now === null ? null : usedBefore + now;
    },
    logLines: (fromMs, toMs) => read({ since: fromMs / 1000, until: toMs / 1000 }),
    logTail: (lines) => read({ tail: lines }),
    async [Symbol.asyncDispose]() {
      waiting.abort(); // not every engine says that a container is gone
      await container.remove({ force: true, v: true }).catch((error: { statusCode?: number }) => {
        if (error.statusCode !== 404) throw error; // it is gone already
      });
    },
  };
}

/**
 * The text of what a container wrote: pieces, each behind eight bytes that tell the stream and the length.
 *
 * https://docs.docker.com/reference/api/engine/ (attach to a container: stream format)
 */
export function textOf(bytes: Buffer): string {
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at + 4);
    pieces.push(bytes.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(pieces).toString('utf8');
}
