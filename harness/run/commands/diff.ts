import type { CommandLine } from './command-line.ts';

/** Adds `touchstone diff`. */
export function addDiffCommand({ program, terminal, exitWith }: CommandLine): void {
  program
    .command('diff')
    .description('compare two runs: what is fixed, broken, new and gone, by check and room version')
    .argument('<old>', 'results folder, or results.jsonl, of the older run')
    .argument('<new>', 'results folder, or results.jsonl, of the newer run')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExit status: 0 nothing that passed fails now, 1 something does, 2 results that cannot be read.',
    )
    .action(async (older: string, newer: string, { json = false }: { json?: boolean }) => {
      const { diffCommand } = await import('../diff-command.ts');
      exitWith(diffCommand(older, newer, json, terminal));
    });
}
