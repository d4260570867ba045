/** Exit status of a program that a signal ended: 128 and the number of the signal. */
const statusOf = { SIGINT: 130, SIGTERM: 143 } as const;
const signals = ['SIGINT', 'SIGTERM'] as const;

let interrupted = false;

/** Whether a signal has come: what checks decide from now on is of homeservers that are being taken away. */
export function isInterrupted(): boolean {
  return interrupted;
}

/** What is told of signals by {@link onInterruption}. */
const ours = new Set<NodeJS.SignalsListener>();

/**
 * Runs a clean-up and ends the process when Ctrl-C or a request to terminate comes, until disposed of.
 *
 * A second signal ends the process at once: the homeserver's guardian cleans up by itself when the process is gone.
 *
 * @param cleanUp what must not be left behind
 */
export function onInterruption(cleanUp: () => Promise<void>): Disposable {
  const end = (signal: keyof typeof statusOf): void => {
    interrupted = true;
    process.stderr.write(`\ntouchstone: ${signal}, cleaning up\n`);
    stop();
    void cleanUp().finally(() => process.exit(statusOf[signal]));
  };
  const stop = (): void => {
    for (const signal of signals) process.off(signal, end);
    ours.delete(end as NodeJS.SignalsListener);
  };
  ours.add(end as NodeJS.SignalsListener);
  for (const signal of signals) process.on(signal, end);
  return { [Symbol.dispose]: stop };
}

/** Does something, and takes back what it hears of signals: it would end the process before the clean-up has. @returns what comes of it */
export async function deafToSignals<T>(action: () => Promise<T>): Promise<T> {
  const before = new Map(signals.map((signal) => [signal, new Set(process.listeners(signal))]));
  const result = await action();
  for (const [signal, known] of before)
    for (const listener of process.listeners(signal))
      if (!known.has(listener) && !ours.has(listener)) process.off(signal, listener);
  return result;
}
