import { staleEntries, type StaleEntry } from './baseline.ts';
import { type FailureContext, type FailureGroup, failureText } from './failure-text.ts';
import type { CheckLine } from './results.ts';
import { type Circumstances, type Standing, standingOf } from './tally.ts';
import { paint } from '../terminal.ts';
import { isRed } from '../progress.ts';

/** Everything that the summary of a run is made from. */
export interface SummaryInput extends Circumstances, FailureContext {
  readonly lines: readonly CheckLine[];
  readonly resultsFile: string;
  readonly wallSeconds: number;
  readonly targetCpuSeconds: number | null;
}

/** In this order they are shown: what ends a reader's day last, so that it stands lowest on the screen. */
const shown: readonly Standing[] = ['not followed', 'beyond the claim', 'undecided', 'error', 'broken'];

/** The terminal's summary of a run: sections, failures, baseline, counts. */
export function summaryText(input: SummaryInput): string {
  const groups = groupFailures(input);
  const stale = staleEntries(input.lines, input.baseline, input.complete);
  return [
    '',
    ...sectionLines(input),
    '',
    ...failureTexts(groups, input),
    ...input.brokeApart.flatMap((message) => [`${paint(['bold', 'red'], 'HARNESS ERROR')}  ${message}`, '']),
    ...stale.flatMap((entry) => [`${paint(['bold', 'red'], 'STALE BASELINE ENTRY')}  ${staleText(entry)}`, '']),
    countLine(input),
    costLine(input),
    paint('dim', `results in ${input.resultsFile}`),
  ].join('\n');
}

/** An entry that no longer holds, and what to do about it. */
export function staleText({ entry, why }: StaleEntry): string {
  const { place, check, reason } = entry;
  return `${place === undefined ? '' : `${place}: `}${check} ${why}: remove or narrow it, or run \`touchstone baseline update\` (its reason was: ${reason})`;
}

/** What kept checks from deciding, such as the death of the homeserver, is told once, and then only what else it kept. */
function failureTexts(groups: readonly FailureGroup[], context: FailureContext): string[] {
  const told = new Set<string>();
  return shown
    .flatMap((standing) => groups.filter((group) => group.standing === standing))
    .flatMap((group) => {
      const [{ id, failure }] = group.lines;
      const message = failure?.message ?? '';
      const isConsequence = group.standing === 'error' || group.standing === 'undecided';
      if (isConsequence && told.has(message))
        return [`${paint('red', group.standing.toUpperCase())}  ${id}: as above`, ''];
      told.add(message);
      return [failureText(group, context), ''];
    });
}

/** Failures of one check in several room versions are one story. */
function groupFailures({ lines, baseline }: SummaryInput): FailureGroup[] {
  const groups = new Map<string, [CheckLine, ...CheckLine[]]>();
  for (const line of lines) {
    const standing = standingOf(line, baseline);
    if (standing === 'kept' || standing === 'known' || standing === 'not applicable') continue;
    const key = `${standing} ${line.id}`;
    const group = groups.get(key);
    if (group) group.push(line);
    else groups.set(key, [line]);
  }
  return [...groups.values()].map((group) => ({
    standing: standingOf(group[0], baseline),
    lines: group.toSorted((a, b) => Number(a.roomVersion) - Number(b.roomVersion)) as [CheckLine, ...CheckLine[]],
  }));
}

function sectionLines({ lines, baseline }: SummaryInput): string[] {
  const sections = Map.groupBy(lines, ({ id }) => sectionOf(id));
  const width = Math.max(...[...sections.keys()].map((section) => section.length));
  return [...sections]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([section, members]) => {
      const standings = members.map((line) => standingOf(line, baseline));
      const mark = standings.some(isRed) ? paint('red', '✗') : paint('green', '✓');
      return ` ${mark} ${section.padEnd(width)}  ${countsText(standings)}`;
    });
}

/** Folder and file of a check; everything that was examined on the wire is one section an API. */
export function sectionOf(id: string): string {
  return id.startsWith('wire/')
    ? `wire/${id.slice(5).split('.').slice(0, 2).join('.')}`
    : id.split('/').slice(0, 2).join('/');
}

function countLine({ lines, baseline }: SummaryInput): string {
  return paint('bold', countsText(lines.map((line) => standingOf(line, baseline))));
}

const order: readonly Standing[] = [
  'kept',
  'broken',
  'known',
  'beyond the claim',
  'not followed',
  'undecided',
  'error',
  'not applicable',
];

function countsText(standings: readonly Standing[]): string {
  return order
    .map((standing) => [standing, standings.filter((each) => each === standing).length] as const)
    .filter(([, count]) => count > 0)
    .map(([standing, count]) => `${count} ${standing}`)
    .join(', ');
}

function costLine({ wallSeconds, targetCpuSeconds }: SummaryInput): string {
  const wall = `${wallSeconds.toFixed(1)} s`;
  if (targetCpuSeconds === null) return wall;
  return `${wall}, of which the homeserver computed ${targetCpuSeconds.toFixed(1)} s (wall ÷ CPU ${(wallSeconds / targetCpuSeconds).toFixed(2)})`;
}
