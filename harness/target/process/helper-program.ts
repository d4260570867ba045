import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Starts a program of the harness that outlives this process for a moment, to clean up after it: with a channel that tells it when
 * this process ends, and in a session of its own, so that Ctrl-C in the terminal does not reach it. It keeps this process from ending
 * no longer than that has something to do.
 *
 * @param program path of the program
 * @param argument what it is told at its start
 */
export function startHelperProgram(program: string, argument: string): ChildProcess {
  // NODE_OPTIONS is meant for the runner (a debugger's port, a loader) and would slow the program down or stop it.
  const { NODE_OPTIONS: _, ...environment } = process.env;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, argument], {
    env: environment,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    detached: true,
  });
  child.unref();
  child.channel?.unref();
  return child;
}
