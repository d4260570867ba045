import type { MergeOptions } from '../merge-command.ts';
import { addReportOptions } from '../results/report-options.ts';
import type { CommandLine } from './command-line.ts';

/** Adds `touchstone merge`. */
export function addMergeCommand({ program, terminal, exitWith }: CommandLine): void {
  const command = program
    .command('merge')
    .description('join the results of all shards of a run, and judge them as one')
    .argument('<dirs...>', 'results folders, one of each shard')
    .requiredOption('--into <dir>', 'results folder to write')
    .option('--baseline <file>', 'YAML list of known failures, as for run');
  addReportOptions(command)
    .addHelpText('after', '\nExit status: as one run would have; 2 where the folders are not all shards of one run.')
    .action(async (folders: string[], options: MergeOptions) => {
      const { mergeCommand } = await import('../merge-command.ts');
      exitWith(await mergeCommand(folders, options, terminal));
    });
}
