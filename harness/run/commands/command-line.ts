import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** What the definition of a command needs: where it belongs, where people read, and how it tells its exit status. */
export interface CommandLine {
  readonly program: Command;
  readonly terminal: Terminal;
  exitWith(status: number): void;
}
