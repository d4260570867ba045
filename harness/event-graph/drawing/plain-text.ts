import { JsonNumber, type JsonObject, type JsonValue } from '../../protocol/json.ts';

/** How far values are written out: what nests deeper is of no interest in a drawing, and may nest without end. */
const shownDepth = 3;
const shownMembers = 12;

/**
 * Text from anywhere on one line. Control characters, line ends, what turns the direction of writing and what cannot be seen
 * are shown as replacement characters; no more than two marks pile up on a letter.
 */
export function plainText(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD').replaceAll(/(\p{M}{2})\p{M}+/gu, '$1');
}

/** The beginning of a text, with an ellipsis where something is left out. @param limit in characters */
export function shortened(text: string, limit: number): string {
  const beginning = charactersOf(text.slice(0, 2 * limit + 2));
  return beginning.length > limit ? `${beginning.slice(0, limit - 1).join('')}…` : text;
}

/** Code points: what a screen makes of them as one is another question. */
export function charactersOf(text: string): string[] {
  return Array.from(text);
}

/** The columns that a plain text takes in a font of equal widths: none for marks, two for wide characters. */
export function widthOf(text: string): number {
  return charactersOf(text).reduce(
    (width, character) => width + (mark.test(character) ? 0 : wide.test(character) ? 2 : 1),
    0,
  );
}

/** A text that takes at least some columns. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

const mark = /\p{M}/u;
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303F\uFF01-\uFF60]/u;

/** The content of an event in short, such as `membership: ban`. */
export function contentText(content: JsonObject): string {
  return membersText(content, shownDepth);
}

function membersText(object: JsonObject, depth: number): string {
  const members = Object.entries(object);
  const shown = members.slice(0, shownMembers).map(([key, value]) => `${key}: ${valueText(value, depth - 1)}`);
  return [...shown, ...(members.length > shownMembers ? ['…'] : [])].join(', ');
}

function valueText(value: JsonValue, depth: number): string {
  if (value instanceof JsonNumber) return value.source;
  if (typeof value === 'string') return shortened(value, 200);
  if (typeof value !== 'object' || value === null) return String(value);
  if (depth <= 0) return Array.isArray(value) ? '[…]' : '{…}';
  if (!Array.isArray(value)) return `{${membersText(value, depth)}}`;
  const shown = value.slice(0, shownMembers).map((item) => valueText(item, depth - 1));
  return `[${[...shown, ...(value.length > shownMembers ? ['…'] : [])].join(', ')}]`;
}
