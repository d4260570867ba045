import { type Command, Option } from 'commander';
import type { RunOptions } from '../run-choice.ts';
import type { DrawOptions, ExplainAtOptions } from '../scenario-command.ts';
import type { CommandLine } from './command-line.ts';
import { knownRoomVersion, withRunOptions } from './run-options.ts';

/** Adds `touchstone scenario`. */
export function addScenarioCommands({ program, terminal, exitWith }: CommandLine): void {
  const scenario = program.command('scenario').description('forked histories of rooms, written as files');
  withRoomVersion(scenario.command('draw'))
    .description('draw the events of a scenario, with what becomes of them')
    .argument('<file>', 'such as fixtures/event-graphs/nested-merges.yaml')
    .option('--svg <file>', 'write an SVG file instead of text')
    .action(async (file: string, options: DrawOptions) => {
      const { drawScenarioCommand } = await import('../scenario-command.ts');
      drawScenarioCommand(file, options, terminal);
    });
  withRoomVersion(scenario.command('explain'))
    .description('explain step by step how states are resolved, and which rule rejects an event')
    .argument('<file>', 'such as fixtures/event-graphs/nested-merges.yaml')
    .option('--at <event>', 'only the state before this event, or what the states of this name resolve to')
    .action(async (file: string, options: ExplainAtOptions) => {
      const { explainScenarioCommand } = await import('../scenario-command.ts');
      explainScenarioCommand(file, options, terminal);
    });

  withRunOptions(scenario.command('run'), 'all')
    .description('perform a scenario on a homeserver, and show what it makes of each event and of the state')
    .argument('<file>', 'such as fixtures/event-graphs/nested-merges.yaml')
    .addHelpText(
      'after',
      `
Examples:
  touchstone scenario run my-fork.yaml                                    in all its room versions, on the embedded homeserver
  touchstone scenario run my-fork.yaml --target synapse --room-version 12
  touchstone scenario run my-fork.yaml --target dendrite --orders 20       delivered in twenty orders

Exit status: as of \`touchstone run\`.`,
    )
    .action(async (file: string, options: RunOptions) => {
      const { runScenarioCommand } = await import('../scenario-command.ts');
      exitWith(await runScenarioCommand(file, options, terminal));
    });
}

function withRoomVersion(command: Command): Command {
  return command.addOption(
    new Option('--room-version <version>', 'default: the newest in which the scenario holds').argParser(
      knownRoomVersion,
    ),
  );
}
