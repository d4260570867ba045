import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Homeserver, Installation } from '../../homeservers/homeserver.ts';
import { cpuSecondsOf } from './cpu-time.ts';
import { TargetError } from '../errors.ts';
import { chooseFreePorts, type Ports } from './free-ports.ts';
import { openGuardian, type Ending, type Guardian } from './guarded-process.ts';
import { readLogTail, readLogWindow } from '../log-window.ts';
import { type Readiness, waitUntilReady } from '../ready.ts';
import { makeSigningKey } from '../signing-key.ts';
import type { CertificatePair, Target, TargetConnection } from '../target.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** The certificate authority of a run, as far as a target needs it. */
export interface IssuingAuthority extends CertificatePair {
  /** Issues a certificate for host names and IP addresses. */
  issue(hosts: readonly string[]): Promise<CertificatePair>;
}

export interface ProcessTargetOptions {
  readonly homeserver: Homeserver;
  readonly installation: Installation;
  readonly certificateAuthority: IssuingAuthority;
  /** All limits are multiplied by it; 1 for a machine of one's own. */
  readonly timeoutFactor: number;
  /** Chooses the ports; for tests of the case that somebody else takes them. */
  readonly choosePorts?: () => Promise<Ports>;
}

/** Twenty times what the slowest known homeserver needs on an idle machine. */
const readyLimitMs = 30_000;
const logName = 'homeserver.log';
/** Enough for a traceback and what led to it. */
const tailLines = 20;
const portTaken = /address already in use|address in use|EADDRINUSE/i;

/**
 * Starts a homeserver's own program on loopback, in a temporary folder, and waits until that very process is ready.
 *
 * If somebody takes one of the ports first, other ports are tried, once.
 *
 * @throws {TargetError} if it does not start or does not get ready; the message ends with the end of its log
 */
export async function startProcessTarget(options: ProcessTargetOptions): Promise<Target> {
  const taken: number[] = [];
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const folder = makeTemporaryFolder();
    const guardian = openGuardian(folder); // boots while the files are made
    try {
      return await launch(options, folder, guardian, await (options.choosePorts ?? chooseFreePorts)());
    } catch (error) {
      await guardian[Symbol.asyncDispose]();
      if (!(error instanceof PortTakenError)) throw error;
      taken.push(error.ports.client, error.ports.federation);
    }
  }
  throw new TargetError(
    `${options.homeserver.title} could not listen: other programs took one of the ports ${taken.join(', ')} after ` +
      'they were found free, in two attempts. Run again; if it stays so, look for programs that listen on many ports.',
  );
}

/** A port was taken between choosing it and listening on it, or while the homeserver was stopped. */
class PortTakenError extends TargetError {
  readonly ports: Ports;
  constructor(ports: Ports) {
    super(`Another program has taken port ${ports.client} or ${ports.federation}. Run again.`);
    this.ports = ports;
  }
}

async function launch(
  { homeserver, installation, certificateAuthority, timeoutFactor }: ProcessTargetOptions,
  folder: string,
  guardian: Guardian,
  ports: Ports,
): Promise<Target> {
  const signingKey = makeSigningKey();
  const serverName = `localhost:${ports.federation}`;
  const clientUrl = `http://127.0.0.1:${ports.client}`;
  const prepared = await homeserver.prepare({
    installation,
    folder,
    serverName,
    clientUrl,
    address: '127.0.0.1',
    clientPort: ports.client,
    federationPort: ports.federation,
    signingKey,
    certificateAuthority: certificateAuthority.certificate,
    certificate: await certificateAuthority.issue(['localhost', '127.0.0.1']),
  });
  await writeFiles(folder, prepared.files);
  const logFile = join(folder, logName);
  const program = {
    command: prepared.command,
    arguments: prepared.arguments,
    environment: { ...homeserverEnvironment(), ...prepared.environment },
    folder,
    logFile,
  };
  const federationUrl = `https://${serverName}`;
  const connection: TargetConnection = {
    name: homeserver.name,
    version: installation.version,
    serverName,
    clientUrl,
    federationUrl,
    certificateAuthority: {
      certificate: certificateAuthority.certificate,
      privateKey: certificateAuthority.privateKey,
    },
    registration: prepared.registration,
    features: homeserver.features,
    disclosure: homeserver.disclosure,
  };

  const limitMs = readyLimitMs * timeoutFactor;
  const name = `${homeserver.title} ${installation.version}`;
  let died: string | null = null;
  let processId: number | null = null;
  const begin = async (): Promise<void> => {
    processId = await guardian.start(program);
    const ended = guardian.ended.then(async (ending) => {
      died = `${homeserver.title} ended by itself ${describeEnding(ending)}.${await quoteTail(logFile)}`;
      return died;
    });
    const { certificate } = certificateAuthority;
    const outcome = await waitUntilReady({ ...connection, federationUrl, certificate, signingKey, limitMs, ended });
    if (outcome.kind === 'ended' && portTaken.test(outcome.how)) throw new PortTakenError(ports);
    if (outcome.kind !== 'ready') throw new TargetError(await describeUnready(outcome, name, limitMs, logFile));
  };
  await begin();

  /** What it computed before it was stopped. */
  let earlierCpuSeconds = 0;
  const control = {
    async stop(): Promise<void> {
      earlierCpuSeconds += (processId === null ? null : cpuSecondsOf(processId)) ?? 0;
      await guardian.stop();
      processId = null;
    },
    async start(): Promise<void> {
      if (processId !== null) throw new Error(`${name} runs already: stop it before it is started again`);
      await begin();
    },
    async restart(): Promise<void> {
      await control.stop();
      await control.start();
    },
    pause: () => guardian.pause(),
    resume: () => guardian.resume(),
  };
  return {
    connection,
    get processId() {
      return processId;
    },
    control,
    async cpuSeconds() {
      if (processId === null) return earlierCpuSeconds;
      const seconds = cpuSecondsOf(processId);
      return seconds === null ? null : earlierCpuSeconds + seconds;
    },
    logLines: (fromMs, toMs) => readLogWindow(logFile, (line) => homeserver.logTime(line), fromMs, toMs),
    diedWith: () => died,
    [Symbol.asyncDispose]: () => guardian[Symbol.asyncDispose](),
  };
}

async function describeUnready(
  outcome: Exclude<Readiness, { readonly kind: 'ready' }>,
  name: string,
  limitMs: number,
  logFile: string,
): Promise<string> {
  if (outcome.kind === 'ended') return `${name} did not get ready. ${outcome.how}`;
  return (
    `${name} did not get ready within ${limitMs / 1000} s (${outcome.last}). On a slow or busy machine raise the limit with ` +
    `--timeout-factor.${await quoteTail(logFile)}`
  );
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  // Private keys are among them.
  await Promise.all(
    Object.entries(files).map(([name, content]) => writeFile(join(folder, name), content, { mode: 0o600 })),
  );
}

/** Proxies know nothing of loopback, and NODE_OPTIONS is meant for the runner. */
function homeserverEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(?:(?:https?|all|ftp|no)_proxy|node_options|node_compile_cache)$/i.test(entry[0]),
  );
  return Object.fromEntries(kept);
}

function describeEnding({ exitCode, signal }: Ending): string {
  return signal === null ? `with exit code ${exitCode}` : `by signal ${signal}`;
}

async function quoteTail(logFile: string): Promise<string> {
  const tail = await readLogTail(logFile, tailLines);
  return tail === '' ? ' Its log is empty.' : ` The end of its log:\n${tail.replaceAll(/^/gm, '  | ')}`;
}
