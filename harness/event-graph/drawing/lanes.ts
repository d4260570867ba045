/** What stands in a lane beside an event: its own mark, a line that goes on, or how lines meet or part. */
type Cell = 'event' | 'line' | 'empty' | Joint;

/** A lane that leads to the event of the row from above, leaves it below, or both. */
type Joint = 'from above' | 'to below' | 'both';

const marks: Readonly<Record<Exclude<Cell, 'event'>, readonly [last: string, between: string]>> = {
  line: ['│', '│'],
  empty: [' ', '─'],
  'from above': ['╯', '┴'],
  'to below': ['╮', '┬'],
  both: ['┤', '┼'],
};

/** An event in need of a place: those that it follows, by their places in the list. */
interface Linked {
  readonly parents: readonly number[];
}

/**
 * Draws in lanes which event follows which, the oldest first, one row an event: a lane holds a line that waits for an event.
 *
 * @param events each after its parents
 * @param mark what stands for an event, one character
 */
export function laneRows<Event extends Linked>(events: readonly Event[], mark: (event: Event) => string): string[] {
  const children = events.map((_, index) => childrenOf(events, index));
  /** The event that each lane leads to. */
  const lanes: (number | undefined)[] = [];
  return events.map((event, index) => {
    const arriving = lanes.flatMap((awaited, lane) => (awaited === index ? [lane] : []));
    const own = arriving[0] ?? freeLane(lanes, 0);
    for (const lane of arriving) lanes[lane] = undefined;
    const leaving = (children[index] ?? []).map((child, turn) => {
      const lane = turn === 0 ? own : freeLane(lanes, own + 1);
      lanes[lane] = child;
      return lane;
    });
    return rowText({ own, arriving, leaving, lanes }, mark(event));
  });
}

function childrenOf(events: readonly Linked[], parent: number): number[] {
  return events.flatMap(({ parents }, index) => (parents.includes(parent) ? [index] : []));
}

function freeLane(lanes: readonly (number | undefined)[], from: number): number {
  const free = lanes.findIndex((awaited, lane) => lane >= from && awaited === undefined);
  return free === -1 ? Math.max(lanes.length, from) : free;
}

interface Row {
  readonly own: number;
  readonly arriving: readonly number[];
  readonly leaving: readonly number[];
  readonly lanes: readonly (number | undefined)[];
}

function rowText({ own, arriving, leaving, lanes }: Row, mark: string): string {
  const last = Math.max(own, ...arriving, ...leaving);
  const width = Math.max(last + 1, lanes.length);
  const text = Array.from({ length: width }, (_, lane) => {
    const cell = cellOf(lane, { own, arriving, leaving, lanes });
    // To the right of the event, up to the last lane that meets it, a line runs across.
    const isAcross = lane >= own && lane < last;
    const [atEnd, between] = cell === 'event' ? [mark, mark] : marks[cell];
    return `${lane > own && isAcross ? between : atEnd}${isAcross ? '─' : ' '}`;
  });
  return text.join('').trimEnd();
}

function cellOf(lane: number, { own, arriving, leaving, lanes }: Row): Cell {
  if (lane === own) return 'event';
  const [arrives, leaves] = [arriving.includes(lane), leaving.includes(lane)];
  if (arrives && leaves) return 'both';
  if (arrives) return 'from above';
  if (leaves) return 'to below';
  return lanes[lane] === undefined ? 'empty' : 'line';
}
