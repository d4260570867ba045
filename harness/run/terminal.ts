import { styleText } from 'node:util';

/** Where people read: colours and a moving line only where the output is a terminal. */
export interface Terminal {
  readonly interactive: boolean;
  print(text: string): void;
  /** Shows a line that the next one replaces; nothing where the output is not a terminal. */
  status(text: string): void;
}

/** Exit status of a program that writes to a pipe which nobody reads any more, as a shell gives it: 128 and the number of SIGPIPE. */
const brokenPipe = 141;

/**
 * The terminal of this process. Progress and results go to standard output. Where its reader goes away, as `head` does, the process
 * ends quietly; homeservers end with it.
 */
export function processTerminal(): Terminal {
  const { stdout } = process;
  const interactive = stdout.isTTY;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(brokenPipe);
  });
  return {
    interactive,
    print(text) {
      if (interactive) stdout.write('\r\u001B[K');
      stdout.write(`${text}\n`);
    },
    status(text) {
      if (interactive) stdout.write(`\r\u001B[K${text.slice(0, (stdout.columns || 80) - 1)}`);
    },
  };
}

type Format = Parameters<typeof styleText>[0];

/** Text with colour where colours are wanted (`NO_COLOR` and `FORCE_COLOR` are heeded). */
export function paint(format: Format, text: string): string {
  return styleText(format, text, { stream: process.stdout });
}

/** Text from the target is hostile: no escape sequences or other control characters reach the terminal. */
export function harmless(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what we look for
  return text.replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, '\uFFFD');
}
