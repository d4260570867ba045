import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { updateBaseline } from './results/baseline-update.ts';
import { readResults } from './results/results-reader.ts';
import { harmless, paint, type Terminal } from './terminal.ts';

/**
 * Brings a baseline up to date with the results of a run, and tells what changed.
 *
 * @throws ConfigurationError for results or a baseline that cannot be read
 */
export function updateBaselineCommand(file: string, resultsPlace: string, terminal: Terminal): void {
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
