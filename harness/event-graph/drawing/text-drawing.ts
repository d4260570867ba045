import type { DrawnEvent, Drawing, Kind } from './drawing.ts';
import { laneRows } from './lanes.ts';
import { padded, shortened, widthOf } from './plain-text.ts';

/** One character each, so that the lanes stay straight; the word stands in the line too. */
const marks: Readonly<Record<Kind, string>> = {
  accepted: '●',
  rejected: '✗',
  'soft-failed': '◑',
  'unknown state': '○',
};

const legends: Readonly<Record<Kind, string>> = {
  accepted: 'accepted',
  rejected: 'rejected',
  'soft-failed': 'soft-failed',
  'unknown state': 'known by itself: the state before it is not',
};

const contentCharacters = 48;

/** A drawing for the terminal, without colours: lanes on the left, the oldest event first, one event a line. */
export function textDrawing({ title, notes, events }: Drawing): string {
  const rows = laneRows(events, ({ kind }) => marks[kind]);
  const columns = [
    rows,
    events.map(({ name, difference }) => (difference === undefined ? name : `» ${name} «`)),
    events.map(({ entry }) => entry),
    events.map(({ sender }) => sender),
  ];
  const widths = columns.map((column) => Math.max(0, ...column.map((text) => widthOf(text))));
  const lines = events.map((event, index) => {
    const cells = columns.map((column, place) => padded(column[index] ?? '', widths[place] ?? 0));
    return [...cells, ending(event)].join('  ').trimEnd();
  });
  return [title, ...notes, '', ...lines, '', legend(events)].join('\n');
}

function ending({ kind, content, difference, remarks }: DrawnEvent): string {
  const verdict = kind === 'rejected' || kind === 'soft-failed' ? [kind.toUpperCase()] : [];
  const shown = content === '' ? [] : [shortened(content, contentCharacters)];
  const differs = difference === undefined ? [] : [`DIFFERS: ${difference}`];
  return [...shown, ...differs, [...verdict, ...remarks].join(' ')].filter((text) => text !== '').join('   ');
}

function legend(events: readonly DrawnEvent[]): string {
  const kinds = (Object.keys(marks) as Kind[]).filter((kind) => events.some((event) => event.kind === kind));
  const differs = events.some(({ difference }) => difference !== undefined) ? ['» « differs'] : [];
  return [...kinds.map((kind) => `${marks[kind]} ${legends[kind]}`), ...differs].join('   ');
}
