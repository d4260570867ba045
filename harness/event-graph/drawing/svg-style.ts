/** One size for all text, and a font of equal widths, so that boxes can be measured without a browser. */
export const fontSize = 12;
export const characterWidth = 7.3;
export const lineHeight = 16;

const fonts = 'ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace';

interface Colours {
  readonly paper: string;
  readonly ink: string;
  readonly dim: string;
  readonly line: string;
  readonly accepted: string;
  readonly rejected: readonly [line: string, fill: string];
  readonly softFailed: readonly [line: string, fill: string];
  readonly unknown: string;
  readonly differs: string;
}

const light: Colours = {
  paper: '#ffffff',
  ink: '#1f2328',
  dim: '#59636e',
  line: '#6e7781',
  accepted: '#f6f8fa',
  rejected: ['#cf222e', '#fff0ee'],
  softFailed: ['#9a6700', '#fff8dc'],
  unknown: '#ffffff',
  differs: '#8250df',
};

const dark: Colours = {
  paper: '#0d1117',
  ink: '#e6edf3',
  dim: '#9198a1',
  line: '#7d8590',
  accepted: '#1c2128',
  rejected: ['#ff7b72', '#33191b'],
  softFailed: ['#d29922', '#2b2211'],
  unknown: '#0d1117',
  differs: '#bc8cff',
};

function rules(colours: Colours): string {
  const { paper, ink, dim, line, accepted, rejected, softFailed, unknown, differs } = colours;
  return [
    `.paper{fill:${paper}}text{fill:${ink}}.dim{fill:${dim}}`,
    `.edge{stroke:${line}}.tip{fill:${line}}`,
    `.accepted{fill:${accepted};stroke:${line}}`,
    `.rejected{fill:${rejected[1]};stroke:${rejected[0]}}.rejected-text{fill:${rejected[0]}}`,
    `.soft-failed{fill:${softFailed[1]};stroke:${softFailed[0]}}.soft-failed-text{fill:${softFailed[0]}}`,
    `.unknown-state{fill:${unknown};stroke:${line}}`,
    `.differs{stroke:${differs}}.differs-text{fill:${differs}}`,
  ].join('');
}

/** The style sheet of a drawing, which follows the reader's choice of light or dark. */
export const styleSheet = [
  `text{font:${fontSize}px ${fonts};white-space:pre}`,
  '.strong{font-weight:bold}.edge{fill:none;stroke-width:1.3}',
  '.box{stroke-width:1.3}.rejected{stroke-dasharray:6 3}.soft-failed{stroke-dasharray:2 3;stroke-width:2}',
  '.unknown-state{stroke-dasharray:1 4}.differs{fill:none;stroke-width:3}',
  rules(light),
  `@media (prefers-color-scheme:dark){${rules(dark)}}`,
].join('\n');
