import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { updateBaseline } from '../results/baseline-update.ts';
import { readResults } from '../results/results-reader.ts';
import { harmless, paint, type Terminal } from '../terminal.ts';
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
    .action((file: string, { results }: { results: string }) => {
      updateBaselineCommand(file, results, terminal);
    });
}

/**
 * Brings a baseline up to date with the results of a run, and tells what changed.
 *
 * @throws ConfigurationError for results or a baseline that cannot be read
 */
function updateBaselineCommand(file: string, resultsPlace: string, terminal: Terminal): void {
  const { lines, complete } = readResults(resultsPlace);
  const old = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const { text, changes, notes } = updateBaseline(old, file, { lines, complete });
  for (const change of changes) terminal.print(harmless(change));
  for (const note of notes) terminal.print(paint('yellow', harmless(note)));
  if (!complete) terminal.print(paint('dim', 'Only a part of the checks ran: entries are added, and none is removed.'));
  if (text === old) {
    terminal.print(old === '' ? 'Nothing fails that has to be listed' : `${file} says what the results say`);
    return;
  }
  writeFileSync(file, text);
  terminal.print(paint('bold', `${file}: ${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`));
}
