import { charactersOf } from './plain-text.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for XML, in an element or an attribute. It must be plain, since XML 1.0 cannot hold control characters. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');
}

/** A line of text; `style` names classes of the style sheet. */
export function textAt(x: number, y: number, text: string, style = ''): string {
  const classes = style === '' ? '' : ` class="${style}"`;
  return `<text x="${rounded(x)}" y="${rounded(y)}"${classes}>${escaped(text)}</text>`;
}

/** A number as short as a drawing needs it. */
export function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Text broken into lines between words, or within a word that is longer than a line. @param limit in characters */
export function wrapped(text: string, limit: number): string[] {
  const lines: string[] = [];
  let line: string[] = [];
  const end = (): void => {
    if (line.length > 0) lines.push(line.join(''));
    line = [];
  };
  for (const word of text.split(/(?<= )/)) {
    let rest = charactersOf(word);
    if (line.length + charactersOf(word.trimEnd()).length > limit) end();
    for (; rest.length > limit; rest = rest.slice(limit)) lines.push(rest.slice(0, limit).join(''));
    line.push(...rest);
  }
  end();
  return lines.map((one) => one.trimEnd());
}
