import type { Drawing, DrawnEvent, Kind } from './drawing.ts';
import { type EventBox, eventBox, frameAround, outline } from './event-box.ts';
import { layOut, type Line, type Place } from './layout.ts';
import { characterWidth, lineHeight, styleSheet } from './svg-style.ts';
import { widthOf } from './plain-text.ts';
import { escaped, rounded, textAt, wrapped } from './svg-text.ts';

const margin = 24;
const headCharacters = 100;

/** A drawing as an SVG file: the oldest event above, each below those that it follows. */
export function svgDrawing(drawing: Drawing): string {
  const boxes = drawing.events.map(eventBox);
  const sized = boxes.map(({ width, height }, index) => ({
    width,
    height,
    parents: drawing.events[index]?.parents ?? [],
  }));
  const { places, lines, ...graph } = layOut(sized);
  const head = headLines(drawing);
  const legend = legendItems(drawing.events);
  const widths = [...head.map(([text]) => textWidth(text)), ...legend.map(({ width }) => width), graph.width];
  const width = Math.max(...widths) + 2 * margin;
  const top = margin + head.length * lineHeight + margin;
  const legendTop = top + graph.height + 1.5 * margin;
  const height = legendTop + legend.length * legendHeight + margin;
  const left = (width - graph.width) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${rounded(width)}" height="${rounded(height)}" viewBox="0 0 ${rounded(width)} ${rounded(height)}" role="img">`,
    `<title>${escaped(drawing.title)}</title>`,
    `<style>${styleSheet}</style>`,
    arrowHead,
    '<rect class="paper" width="100%" height="100%"/>',
    ...head.map(([text, style], index) => textAt(margin, margin + (index + 0.75) * lineHeight, text, style)),
    `<g transform="translate(${rounded(left)} ${rounded(top)})">`,
    ...lines.map(edge),
    ...boxes.map((box, index) => placed(box, places[index])),
    '</g>',
    ...legend.map(({ draw }, index) => draw(margin, legendTop + index * legendHeight)),
    '</svg>',
    '',
  ].join('\n');
}

function headLines({ title, notes }: Drawing): (readonly [text: string, style: string])[] {
  return [
    ...wrapped(title, headCharacters).map((line) => [line, 'strong'] as const),
    ...notes.flatMap((note) => wrapped(note, headCharacters)).map((line) => [line, 'dim'] as const),
  ];
}

function placed(box: EventBox, place: Place = { x: 0, y: 0 }): string {
  return box.at(place);
}

const arrowHead =
  '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">' +
  '<path class="tip" d="M0 0.5 8 4 0 7.5z"/></marker></defs>';

/** A curve through the middles between the points of a line. */
function edge({ points }: Line): string {
  const [first, ...others] = points;
  const last = others.pop();
  if (!first || !last) return '';
  const curves = others.map((point, index) => {
    const next = others[index + 1];
    const end = next ? { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 } : last;
    return `Q${pair(point)} ${pair(end)}`;
  });
  const way = curves.length > 0 ? curves.join('') : `L${pair(last)}`;
  return `<path class="edge" marker-end="url(#tip)" d="M${pair(first)}${way}"/>`;
}

function pair({ x, y }: Place): string {
  return `${rounded(x)} ${rounded(y)}`;
}

interface LegendItem {
  readonly width: number;
  readonly draw: (x: number, y: number) => string;
}

const legendHeight = 24;
const sample = { width: 30, height: 14 };

const meanings: Readonly<Record<Kind, string>> = {
  accepted: 'accepted',
  rejected: 'rejected: no part of any state after it',
  'soft-failed': 'soft-failed: part of the state after it, but no forward extremity',
  'unknown state': 'known by itself, as an entry of some state: the state before it is not known',
};

/** What is seen in the drawing, and no more. */
function legendItems(events: readonly DrawnEvent[]): LegendItem[] {
  const kinds = (Object.keys(meanings) as Kind[]).filter((kind) => events.some((event) => event.kind === kind));
  const differs = events.some(({ difference }) => difference !== undefined);
  return [
    ...kinds.map((kind) => legendItem(meanings[kind], (place) => outline(kind, place, sample))),
    ...(differs ? [legendItem('expectation and answer differ in it', (place) => frameAround(place, sample))] : []),
    legendItem('leads from an event to one that it follows (prev_events)', ({ x, y }) =>
      edge({
        from: 0,
        to: 0,
        points: [
          { x, y: y + 7 },
          { x: x + sample.width, y: y + 7 },
        ],
      }),
    ),
  ];
}

function legendItem(meaning: string, draw: (place: Place) => string): LegendItem {
  return {
    width: sample.width + 12 + textWidth(meaning),
    draw: (x, y) => `${draw({ x, y })}\n${textAt(x + sample.width + 12, y + 11, meaning, 'dim')}`,
  };
}

function textWidth(text: string): number {
  return widthOf(text) * characterWidth;
}
