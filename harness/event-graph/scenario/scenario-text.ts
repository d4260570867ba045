import { isMap, isNode, isPair, LineCounter, parseDocument, type Document } from 'yaml';
import { ScenarioError } from './scenario-error.ts';

/** Where in a file something stands: the keys on the way to it. */
export type ScenarioPath = readonly (string | number)[];

/** The text of a file, which knows where in it each value stands. */
export class ScenarioText {
  readonly file: string;
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;

  /** @throws ScenarioError if it is not YAML */
  constructor(text: string, file: string) {
    this.file = file;
    this.#text = text;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    const [wrong] = this.#document.errors;
    if (wrong)
      this.#failAt(wrong.pos[0], `This is not YAML: ${wrong.message.split('\n')[0]}. Mend it here or just before.`);
  }

  get value(): unknown {
    return this.#document.toJS();
  }

  /**
   * Says what is wrong with a value.
   *
   * @param key a key of the value, which is to be quoted rather than the value
   */
  fail(path: ScenarioPath, what: string, key?: string): never {
    return this.#failAt(this.#offsetOf(path, key), what);
  }

  #failAt(offset: number, what: string): never {
    const { line, col } = this.#lines.linePos(offset);
    const quoted = this.#text.split(/\r?\n/)[line - 1] ?? '';
    const margin = `  ${line} | `;
    throw new ScenarioError(
      `${this.file}:${line}:${col}: ${what}\n${margin}${quoted}\n${' '.repeat(margin.length + col - 1)}^`,
    );
  }

  #offsetOf(path: ScenarioPath, key: string | undefined): number {
    const node = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    if (isMap(node) && key !== undefined) {
      const pair = node.items.find((one) => isPair(one) && String(one.key) === key);
      if (isNode(pair?.key)) return pair.key.range?.[0] ?? 0;
    }
    if (isNode(node)) return node.range?.[0] ?? 0;
    return path.length === 0 ? 0 : this.#offsetOf(path.slice(0, -1), String(path.at(-1)));
  }
}
