/** Exit status of a program that a signal ended: 128 and the number of the signal. */
const statusOf = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs a clean-up and ends the process when Ctrl-C or a request to terminate comes, until disposed of.
 *
 * A second signal ends the process at once: the homeserver's guardian cleans up by itself when the process is gone.
 *
 * @param cleanUp what must not be left behind
 */
export function onInterruption(cleanUp: () => Promise<void>): Disposable {
  const end = (signal: keyof typeof statusOf): void => {
    process.stderr.write(`\ntouchstone: ${signal}, cleaning up\n`);
    stop();
    void cleanUp().finally(() => process.exit(statusOf[signal]));
  };
  const stop = (): void => {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  return { [Symbol.dispose]: stop };
}
