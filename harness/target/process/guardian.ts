/**
 * The guardian: a small program that is the parent of a homeserver and outlives the runner for a moment, so that a
 * runner that is killed leaves nothing behind. When its channel to the runner closes, for whatever reason, it ends the
 * homeserver's process group, removes the temporary folder and exits.
 *
 * Started as `node guardian.ts TEMPORARY_FOLDER` with an IPC channel, in a session of its own.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { hasStopped } from './process-state.ts';

/** What the runner tells the guardian; the end of it all is said by closing the channel. Each order is answered once. */
export type Order =
  | { readonly kind: 'start'; readonly program: StartMessage }
  /** As one that wants to end politely: it is killed if it does not. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' };

/** What to start. */
export interface StartMessage {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Standard output and standard error are appended to this file. */
  readonly logFile: string;
}

/** What the guardian tells the runner. */
export type GuardianMessage =
  | { readonly kind: 'started'; readonly processId: number }
  | { readonly kind: 'not-started'; readonly reason: string }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'signalled' }
  /** By itself. */
  | { readonly kind: 'ended'; readonly exitCode: number | null; readonly signal: string | null };

/** A homeserver gets this long to end by itself; with the time to notice and to clean up it stays below 5 seconds. */
const politeMs = 2000;
/** A process that even SIGKILL does not end within this time hangs in the kernel: nobody can wait for it. */
const killMs = 1000;
/** The threads of a homeserver stop at once, or when a busy machine comes to them. */
const stopMs = 5000;
const stopPollMs = 2;

const temporaryFolder = process.argv[2];
let homeserver: ChildProcess | null = null;
let closing = false;
let stopping = false;

process.on('message', obey);
process.on('disconnect', close);
process.on('SIGTERM', close);
process.on('SIGHUP', close);
process.on('uncaughtException', close);
// Ctrl-C is for the runner, which then closes the channel.
process.on('SIGINT', () => {});

function obey(order: Order): void {
  if (closing) return;
  switch (order.kind) {
    case 'start':
      start(order.program);
      return;
    case 'stop':
      if (homeserver === null) tell({ kind: 'stopped' });
      else stop();
      return;
    case 'pause':
      signalGroup('SIGSTOP');
      tellWhenStopped(Date.now() + stopMs);
      return;
    case 'resume':
    default:
      signalGroup('SIGCONT');
      tell({ kind: 'signalled' });
  }
}

/** Tells it in any case when the time is over: then a thread hangs in the kernel, and computes nothing. */
function tellWhenStopped(deadline: number): void {
  if (homeserver?.pid === undefined || hasStopped(homeserver.pid) || Date.now() > deadline) tell({ kind: 'signalled' });
  else setTimeout(() => tellWhenStopped(deadline), stopPollMs);
}

function start(message: StartMessage): void {
  let log: number;
  try {
    log = openSync(message.logFile, 'a');
  } catch (error) {
    tell({ kind: 'not-started', reason: String(error) });
    return;
  }
  homeserver = spawn(message.command, message.arguments, {
    cwd: message.folder,
    env: message.environment,
    stdio: ['ignore', log, log],
    detached: true, // a process group of its own, which can be signalled as one
  });
  homeserver.once('error', (error) => {
    homeserver = null;
    tell({ kind: 'not-started', reason: error.message });
  });
  homeserver.once('spawn', () => tell({ kind: 'started', processId: homeserver?.pid ?? 0 }));
  homeserver.once('exit', (exitCode, signal) => {
    signalGroup('SIGKILL');
    closeSync(log);
    homeserver = null;
    if (closing) finish();
    else if (stopping) tell({ kind: 'stopped' });
    else tell({ kind: 'ended', exitCode, signal });
    stopping = false;
  });
}

function stop(): void {
  stopping = true;
  const stopped = homeserver;
  endPolitely();
  setTimeout(() => {
    if (homeserver === stopped) signalGroup('SIGKILL');
  }, politeMs);
}

/** A paused process hears nothing before it goes on. */
function endPolitely(): void {
  signalGroup('SIGTERM');
  signalGroup('SIGCONT');
}

function close(): void {
  if (closing) return;
  closing = true;
  if (homeserver === null) {
    finish();
    return;
  }
  endPolitely();
  setTimeout(() => {
    signalGroup('SIGKILL');
    setTimeout(finish, killMs);
  }, politeMs);
}

function finish(): void {
  // Retries: the kernel may still be closing the files of a process that was killed just now.
  if (temporaryFolder !== undefined) rmSync(temporaryFolder, { recursive: true, force: true, maxRetries: 10 });
  process.exit(0);
}

function signalGroup(signal: NodeJS.Signals): void {
  if (homeserver?.pid === undefined) return;
  try {
    process.kill(-homeserver.pid, signal);
  } catch {
    // The group is gone already.
  }
}

function tell(message: GuardianMessage): void {
  // A runner that is gone cannot be told; the closed channel is handled by `close`.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}
