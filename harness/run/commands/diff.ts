import { compare } from '../../../reports/comparison.ts';
import { comparisonText } from '../results/comparison-text.ts';
import { readResults, type Results } from '../results/results-reader.ts';
import type { Terminal } from '../terminal.ts';
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
    .action((older: string, newer: string, { json = false }: { json?: boolean }) => {
      exitWith(diffCommand(older, newer, json, terminal));
    });
}

/**
 * Compares two runs.
 *
 * @returns the exit status
 * @throws ConfigurationError for results that cannot be read
 */
function diffCommand(oldPlace: string, newPlace: string, json: boolean, terminal: Terminal): 0 | 1 {
  const [older, newer] = [readResults(oldPlace), readResults(newPlace)];
  const comparison = compare(older.lines, newer.lines);
  terminal.print(
    json
      ? JSON.stringify({ older: told(older), newer: told(newer), ...comparison })
      : comparisonText({ older, newer, comparison }),
  );
  return comparison.broken.length === 0 ? 0 : 1;
}

function told({ path, run }: Results): object {
  const { target, version, specification } = run;
  return { path, target, version, specification };
}
