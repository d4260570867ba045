import { rm } from 'node:fs/promises';
import { programFile } from '../../package-root.ts';
import { startHelperProgram } from './helper-program.ts';
import type { GuardianMessage, Order, StartMessage } from './guardian.ts';
import { TargetError } from '../errors.ts';

/** How a process ended by itself. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** A temporary folder and at most one process in it, both watched by a guardian. */
export interface Guardian extends AsyncDisposable {
  /**
   * Starts the process; again only after {@link stop}.
   *
   * @returns its process id
   * @throws {TargetError} if the program cannot be started
   */
  start(message: StartMessage): Promise<number>;
  /** Resolves when the process that was started last ends without having been told to; never rejects. */
  readonly ended: Promise<Ending>;
  /** Ends the process, politely and then by force, and keeps the folder; resolves when it is gone. @throws {TargetError} */
  stop(): Promise<void>;
  /** Lets the process, with all of its group, compute nothing until {@link resume}. @throws {TargetError} */
  pause(): Promise<void>;
  /** Lets it go on. @throws {TargetError} */
  resume(): Promise<void>;
  /** Ends the process and removes the folder; resolves when both are gone. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The guardian needs at most 3 seconds for a process that does not want to end; the rest is for a busy machine. */
const closeLimitMs = 10_000;

const guardianProgram = programFile('harness/target/process/guardian');

/**
 * Starts a guardian for a temporary folder. From now on the folder goes when this process goes.
 *
 * Neither the guardian nor its channel keep this process running.
 *
 * @param temporaryFolder an existing folder that the guardian removes at the end
 */
export function openGuardian(temporaryFolder: string): Guardian {
  const guardian = startHelperProgram(guardianProgram, temporaryFolder);

  const gone = Promise.withResolvers<void>();
  let ended = Promise.withResolvers<Ending>();
  let answer = noAnswer();
  let processId: number | null = null;
  let closing = false;

  guardian.on('message', (message: GuardianMessage) => {
    if (message.kind === 'ended') {
      processId = null;
      ended.resolve({ exitCode: message.exitCode, signal: message.signal });
      return;
    }
    if (message.kind === 'started') processId = message.processId;
    if (message.kind === 'stopped') processId = null;
    answer.resolve(message);
  });
  guardian.once('error', (error) => answer.reject(new TargetError(`No guardian process: ${error.message}.`)));
  guardian.once('exit', (exitCode, signal) => {
    // Somebody killed the guardian itself: the homeserver has lost its parent and is ours to end.
    if (!closing && processId !== null) {
      killGroup(processId);
      ended.resolve({ exitCode: null, signal: 'SIGKILL' });
    }
    answer.reject(new TargetError(`The guardian process ended early (${signal ?? `exit code ${exitCode}`}).`));
    gone.resolve();
  });

  /** One order after the other: each waits for its answer. */
  const order = async (what: Order): Promise<GuardianMessage> => {
    guardian.ref(); // somebody waits for its answer
    if (guardian.exitCode === null && guardian.signalCode === null) answer = noAnswer();
    guardian.send(what, (error) => {
      if (error !== null) answer.reject(new TargetError(`The guardian process does not listen: ${error.message}.`));
    });
    try {
      return await answer.promise;
    } finally {
      guardian.unref();
    }
  };

  return {
    async start(program) {
      ended = Promise.withResolvers<Ending>();
      const message = await order({ kind: 'start', program });
      if (message.kind === 'started') return message.processId;
      const reason = message.kind === 'not-started' ? message.reason : message.kind;
      throw new TargetError(`The homeserver's program could not be started: ${reason}.`);
    },
    get ended() {
      return ended.promise;
    },
    async stop() {
      await order({ kind: 'stop' });
    },
    async pause() {
      await order({ kind: 'pause' });
    },
    async resume() {
      await order({ kind: 'resume' });
    },
    async [Symbol.asyncDispose]() {
      closing = true;
      guardian.ref();
      if (guardian.connected) guardian.disconnect();
      const limit = setTimeout(() => {
        guardian.kill('SIGKILL');
        if (processId !== null) killGroup(processId);
      }, closeLimitMs);
      await gone.promise;
      clearTimeout(limit);
      await rm(temporaryFolder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

function noAnswer(): PromiseWithResolvers<GuardianMessage> {
  const answer = Promise.withResolvers<GuardianMessage>();
  answer.promise.catch(() => {}); // a guardian may be closed before anybody orders anything
  return answer;
}

function killGroup(processId: number): void {
  try {
    process.kill(-processId, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}
