/**
 * The guardian: a small program that is the parent of a homeserver and outlives the runner for a moment, so that a
 * runner that is killed leaves nothing behind. When its channel to the runner closes, for whatever reason, it ends the
 * homeserver's process group, removes the temporary folder and exits.
 *
 * Started as `node guardian.ts TEMPORARY_FOLDER` with an IPC channel, in a session of its own.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';

/** What the runner tells the guardian: what to start. Everything else is said by closing the channel. */
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
  | { readonly kind: 'ended'; readonly exitCode: number | null; readonly signal: string | null };

/** A homeserver gets this long to end by itself; with the time to notice and to clean up it stays below 5 seconds. */
const politeMs = 2000;
/** A process that even SIGKILL does not end within this time hangs in the kernel: nobody can wait for it. */
const killMs = 1000;

const temporaryFolder = process.argv[2];
let homeserver: ChildProcess | null = null;
let closing = false;

process.on('message', (message: StartMessage) => start(message));
process.on('disconnect', close);
process.on('SIGTERM', close);
process.on('SIGHUP', close);
process.on('uncaughtException', close);
// Ctrl-C is for the runner, which then closes the channel.
process.on('SIGINT', () => {});

function start(message: StartMessage): void {
  if (closing) return;
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
    homeserver = null;
    if (closing) finish();
    else tell({ kind: 'ended', exitCode, signal });
  });
}

function close(): void {
  if (closing) return;
  closing = true;
  if (homeserver === null) {
    finish();
    return;
  }
  signalGroup('SIGTERM');
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
