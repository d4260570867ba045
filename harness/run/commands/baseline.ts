import type { CommandLine } from './command-line.ts';

/** Adds `touchstone baseline update`. */
export function addBaselineCommand({ program, terminal }: CommandLine): void {
  program
    .command('baseline')
    .description('lists of known failures')
    .command('update')
    .description('bring a list up to date with results, and keep its reasons')
    .argument('<file>', 'YAML list of known failures; made where it does not exist')
    .option('--results <dir>', 'results folder of the run to hold it against', 'results')
    .addHelpText(
      'after',
      `
New failures get an entry whose reason is TODO and the failure's message. Entries that pass now or match nothing are removed,
and entries that pass in part are narrowed; where only a part of the checks ran, they stay.`,
    )
    .action(async (file: string, { results }: { results: string }) => {
      const { updateBaselineCommand } = await import('../baseline-command.ts');
      updateBaselineCommand(file, results, terminal);
    });
}
