import type { DrawnEvent, Kind } from './drawing.ts';
import type { Place } from './layout.ts';
import { charactersOf, widthOf } from './plain-text.ts';
import { escaped, rounded, textAt, wrapped } from './svg-text.ts';
import { characterWidth, lineHeight } from './svg-style.ts';

/** The box of an event, measured with the frame that it may have. */
export interface EventBox {
  readonly width: number;
  readonly height: number;
  /** The box with its middle at a place, as SVG. */
  readonly at: (place: Place) => string;
}

const padding = 10;
const lineCharacters = 38;
const contentLines = 2;
const remarkLines = 4;
/** How far the frame around an event that differs is from its box. */
const frame = 5;

interface TextLine {
  readonly text: string;
  readonly style: string;
}

/** Measures the box of an event: name, type and state key, sender, content, and what is to be said of it. */
export function eventBox(event: DrawnEvent): EventBox {
  const lines = linesOf(event);
  const longest = Math.max(12, ...lines.map(({ text }) => widthOf(text)));
  const box = { width: longest * characterWidth + 2 * padding, height: lines.length * lineHeight + 1.5 * padding };
  const around = event.difference === undefined ? 0 : 2 * frame;
  return {
    width: box.width + around,
    height: box.height + around,
    at: ({ x, y }) => {
      const [left, top] = [x - box.width / 2, y - box.height / 2];
      const texts = lines.map(({ text, style }, index) =>
        textAt(left + padding, top + padding / 2 + (index + 0.85) * lineHeight, text, style),
      );
      const shapes = [
        ...(event.difference === undefined ? [] : [frameAround({ x: left, y: top }, box)]),
        outline(event.kind, { x: left, y: top }, box),
      ];
      const title = `<title>${escaped(`${event.eventId}\n${event.content}`)}</title>`;
      return ['<g>', title, ...shapes, ...texts, '</g>'].join('\n');
    },
  };
}

function linesOf({ name, entry, sender, content, kind, difference, remarks }: DrawnEvent): TextLine[] {
  const verdict = kind === 'rejected' || kind === 'soft-failed' ? [kind.toUpperCase()] : [];
  const said = [...verdict, ...remarks].join(' ');
  return [
    ...styled(some(name, 2), 'strong'),
    ...styled(some(entry, 2), ''),
    ...styled(some(`by ${sender}`, 2), 'dim'),
    ...styled(some(content, contentLines), 'dim'),
    ...styled(some(said, remarkLines), kind === 'accepted' || kind === 'unknown state' ? 'dim' : `${kind}-text strong`),
    ...styled(difference === undefined ? [] : some(`DIFFERS: ${difference}`, remarkLines), 'differs-text strong'),
  ];
}

function styled(texts: readonly string[], style: string): TextLine[] {
  return texts.map((text) => ({ text, style }));
}

/** The first lines of a text. */
function some(text: string, count: number): string[] {
  const lines = wrapped(text, lineCharacters);
  const shown = lines.slice(0, count);
  if (lines.length > count)
    shown[count - 1] = `${charactersOf(shown[count - 1] ?? '')
      .slice(0, lineCharacters - 1)
      .join('')}…`;
  return shown;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Whoever cannot tell the colours can tell the shapes: round corners, cut corners, straight ones. */
export function outline(kind: Kind, { x, y }: Place, { width, height }: Size): string {
  const style = `box ${kind.replace(' ', '-')}`;
  if (kind !== 'rejected') return rectangle({ x, y }, { width, height }, style, kind === 'accepted' ? 7 : 0);
  const cut = Math.min(9, height / 3);
  const corners: readonly (readonly [number, number])[] = [
    [x + cut, y],
    [x + width - cut, y],
    [x + width, y + cut],
    [x + width, y + height - cut],
    [x + width - cut, y + height],
    [x + cut, y + height],
    [x, y + height - cut],
    [x, y + cut],
  ];
  return `<polygon class="${style}" points="${corners.map((corner) => corner.map(rounded).join(',')).join(' ')}"/>`;
}

export function frameAround({ x, y }: Place, { width, height }: Size): string {
  const outer = { width: width + 2 * frame, height: height + 2 * frame };
  return rectangle({ x: x - frame, y: y - frame }, outer, 'differs', 10);
}

function rectangle({ x, y }: Place, { width, height }: Size, style: string, radius: number): string {
  const [left, top, wide, high] = [x, y, width, height].map(rounded);
  return `<rect class="${style}" x="${left}" y="${top}" width="${wide}" height="${high}" rx="${radius}"/>`;
}
