import { compare } from '../../reports/comparison.ts';
import { comparisonText } from './results/comparison-text.ts';
import { readResults, type Results } from './results/results-reader.ts';
import type { Terminal } from './terminal.ts';

/**
 * Compares two runs.
 *
 * @returns the exit status
 * @throws ConfigurationError for results that cannot be read
 */
export function diffCommand(oldPlace: string, newPlace: string, json: boolean, terminal: Terminal): 0 | 1 {
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
