import { isMap, isNode, isPair, LineCounter, parseDocument, type Document } from 'yaml';
import { checkConfiguration, type Configuration, isMistake, type Mistake } from './configuration.ts';
import { ConfigurationError } from '../errors.ts';

/**
 * Parses the text of a configuration file in JSON.
 *
 * @param text JSON
 * @param file its path, for the message
 * @throws {ConfigurationError} at the first thing that is wrong; quotes the line
 */
export function parseConfiguration(text: string, file: string): Configuration {
  // JSON is a part of YAML, and this reader knows where in the file each value stands.
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'json', strict: true, prettyErrors: false });
  const fail = (offset: number, what: string): never => {
    const { line, col } = lines.linePos(offset);
    const quoted = text.split(/\r?\n/)[line - 1] ?? '';
    throw new ConfigurationError(`${file}:${line}:${col}: ${what}\n  ${line} | ${quoted}`);
  };
  const [wrong] = document.errors;
  if (wrong !== undefined) fail(wrong.pos[0], `This is not JSON: ${wrong.message.split('\n')[0]}`);
  const outcome = checkConfiguration(document.toJS());
  return isMistake(outcome) ? fail(offsetOf(document, outcome), outcome.text) : outcome;
}

/** Where in the file the value (or the name of a property too many) stands. */
function offsetOf(document: Document, { path, extra }: Mistake): number {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isMap(node) && extra !== undefined) {
    const pair = node.items.find((candidate) => isPair(candidate) && String(candidate.key) === extra);
    if (isNode(pair?.key)) return pair.key.range?.[0] ?? 0;
  }
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
