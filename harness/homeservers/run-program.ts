import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What came of a program. */
export interface ProgramResult {
  /** Null if it could not be started or was ended by a signal. */
  readonly exitCode: number | null;
  /** Standard output and standard error, line by line in the order of arrival. */
  readonly lines: readonly string[];
  /** Why it could not be started (`ENOENT`, `EACCES`, …), null if it was. */
  readonly notStarted: string | null;
}

/** How a program is run. */
export interface RunOptions {
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs a program to its end.
 *
 * @param command program, looked up in PATH
 * @param args its arguments
 * @param options `onLine` is called with each line as it comes; `signal` ends the program; `folder` is where it runs,
 *   `environment` is added to that of the runner
 * @throws {Error} the reason of the signal, if that ended the program
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<ProgramResult> {
  options.signal?.throwIfAborted();
  // A process group of its own: what the program starts has to end with it, or would go on writing.
  const program = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    cwd: options.folder,
    env: { ...process.env, ...options.environment },
  });
  const end = (): void => {
    if (program.pid !== undefined && program.exitCode === null) process.kill(-program.pid, 'SIGKILL');
  };
  options.signal?.addEventListener('abort', end);
  let notStarted: string | null = null;
  program.once('error', (error: NodeJS.ErrnoException) => {
    notStarted = error.code ?? error.message;
  });
  const lines: string[] = [];
  for (const input of [program.stdout, program.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      options.onLine?.(line);
    });
  }
  // Unlike `exit`, `close` also comes where the program could not be started.
  const closed = Promise.withResolvers<number | null>();
  program.once('close', (code) => closed.resolve(code));
  const exitCode = await closed.promise;
  options.signal?.removeEventListener('abort', end);
  options.signal?.throwIfAborted();
  return { exitCode: notStarted === null ? exitCode : null, lines, notStarted };
}
