import type { Comparison, Difference } from '../../../reports/comparison.ts';
import type { Results } from './results-reader.ts';
import { harmless, paint } from '../terminal.ts';

/** Two runs and how they differ. */
export interface ComparedRuns {
  readonly older: Results;
  readonly newer: Results;
  readonly comparison: Comparison;
}

/** A comparison for a person: what broke stands last, since that is read first on a screen. */
export function comparisonText({ older, newer, comparison }: ComparedRuns): string {
  const { fixed, broken, gone, stillPassing, stillFailing } = comparison;
  const counts = [
    `${broken.length} broken`,
    `${fixed.length} fixed`,
    `${comparison.new.length} new`,
    `${gone.length} gone`,
    `${stillPassing} still passing`,
    `${stillFailing} still failing`,
  ];
  return [
    `${nameOf(older)}  →  ${nameOf(newer)}`,
    ...notes(older, 'older', 'new'),
    ...notes(newer, 'newer', 'gone'),
    ...section('GONE', 'yellow', newer.complete ? gone : []),
    ...section('NEW', 'cyan', older.complete ? comparison.new : []),
    ...section('FIXED', 'green', fixed),
    ...section('BROKEN', 'red', broken),
    '',
    paint('bold', counts.join(', ')),
  ].join('\n');
}

function nameOf({ run, path }: Results): string {
  return harmless(`${run.target} ${run.version ?? ''}`.trimEnd()) + paint('dim', ` (${path})`);
}

/** What a reader has to know lest absence be taken for change. */
function notes({ complete, summary }: Results, which: 'older' | 'newer', others: 'new' | 'gone'): string[] {
  return [
    ...(summary === null ? [`the ${which} run was cut short`] : []),
    ...(complete
      ? []
      : [`only a part of the checks is in the ${which} run: the others count as ${others}, and are not listed`]),
  ].map((note) => paint('yellow', note));
}

function section(
  title: string,
  colour: 'green' | 'red' | 'yellow' | 'cyan',
  differences: readonly Difference[],
): string[] {
  // A check that differs in the same way in several room versions is one story.
  const stories = Map.groupBy(differences, ({ id, was, is }) => `${id} ${was} ${is}`);
  return [...stories.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const versions = [first, ...others].flatMap(({ roomVersion }) => roomVersion ?? []);
    const where =
      versions.length === 0 ? '' : ` (room version${versions.length > 1 ? 's' : ''} ${versions.join(', ')})`;
    const change = `${first.was ?? 'did not run'} → ${first.is ?? 'does not run'}`;
    return [
      `${paint(['bold', colour], title.padEnd(6))}  ${harmless(first.id)}${where}  ${paint('dim', change)}`,
      ...(first.message === null ? [] : [`        ${harmless(first.message).replaceAll(/\s+/g, ' ').slice(0, 200)}`]),
    ];
  });
}
