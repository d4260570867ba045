import type { RoomVersion } from '../../protocol/room-versions.ts';
import { paint } from '../terminal.ts';
import type { CommandLine } from './command-line.ts';
import { knownRoomVersion } from './run-options.ts';

/** What the oracle can be asked. */
export type OracleQuestion = keyof typeof questions;

const questions = {
  evaluate: 'which events of a graph are accepted, and the state before and after each',
  resolve: 'what state some states resolve to',
  authorize: 'whether an event is allowed by some state',
} as const;

/** Adds `touchstone oracle`. */
export function addOracleCommands({ program, terminal }: CommandLine): void {
  const oracle = program
    .command('oracle')
    .description('ask our implementation of the room versions: JSON Lines in, one answer a line out')
    .addHelpText('after', '\nThe requests and answers are described in fixtures/vectors/README.md.');
  for (const [question, description] of Object.entries(questions)) {
    const command = oracle.command(question).description(description);
    if (question !== 'authorize')
      command.option('--explain', 'add the steps of each resolution, and where readings differ');
    command.action(async (options: { explain?: boolean }) => {
      const { oracleCommand } = await import('../oracle-command.ts');
      await oracleCommand(question as OracleQuestion, options, process.stdin, process.stdout);
    });
  }
  oracle
    .command('rules')
    .description('the authorization rules of a room version, with their numbers in the specification')
    .argument('<room-version>', 'such as 12', (text: string) => knownRoomVersion(text))
    .action(async (roomVersion: RoomVersion) => {
      const { ruleLines } = await import('../oracle-command.ts');
      terminal.print(paint('dim', `https://spec.matrix.org/v1.19/rooms/v${roomVersion}/#authorisation-rules`));
      for (const line of ruleLines(roomVersion)) terminal.print(line);
    });
}
