import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { isMap, isNode, isPair, LineCounter, parseDocument, type Document } from 'yaml';
import { packageRoot } from '../package-root.ts';
import { ConfigurationError } from './errors.ts';
import type { Feature } from './features.ts';
import type { Registration } from './target.ts';

/** What `touchstone.config.json` says; its schema is schemas/configuration.json. */
export interface Configuration {
  readonly serverName: string;
  readonly clientUrl?: string;
  readonly federationUrl?: string | null;
  readonly registration: Registration;
  /** Paths of PEM files, relative to the configuration file. */
  readonly certificateAuthority?: { readonly certificate: string; readonly privateKey: string } | null;
  readonly features?: readonly Feature[];
}

/** The name that is looked for where the user names no file. */
export const configurationFileName = 'touchstone.config.json';

const example = '{ "serverName": "example.org", "registration": { "method": "open" } }';

/**
 * Reads the configuration file.
 *
 * @param file its path
 * @throws {ConfigurationError} if it cannot be read, is no JSON or breaks the schema; quotes the line
 */
export async function readConfiguration(file: string): Promise<Configuration> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigurationError(
      code === 'ENOENT'
        ? `A homeserver that Touchstone does not start needs a configuration file, and there is no ${file}. ` +
            `Write one, at least: ${example}`
        : `The configuration file ${file} cannot be read: ${message}.`,
      { cause: error },
    );
  }
  return parseConfiguration(text, file);
}

/**
 * Parses the text of a configuration file.
 *
 * @param text JSON
 * @param file its path, for the message
 * @throws {ConfigurationError} at the first thing that is wrong
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
  const value: unknown = document.toJS();
  const validate = new Ajv2020({ strictTypes: false, strictRequired: false }).compile<Configuration>(readSchema());
  if (validate(value)) return value;
  const [error] = validate.errors ?? [];
  if (error === undefined) throw new Error('a value that breaks a schema has an error');
  return fail(offsetOf(document, error), describe(error));
}

function readSchema(): Record<string, unknown> {
  const schema = join(packageRoot, 'schemas', 'configuration.json');
  return JSON.parse(readFileSync(schema, 'utf8')) as Record<string, unknown>;
}

function describe({ instancePath, keyword, params, message }: ErrorObject): string {
  const name = instancePath === '' ? 'The configuration' : `"${instancePath.slice(1).replaceAll('/', '.')}"`;
  const listed: Record<string, () => string> = {
    required: () => `${name} lacks "${params['missingProperty']}". Add it.`,
    additionalProperties: () => `${name} has "${params['additionalProperty']}", which means nothing here. Remove it.`,
    enum: () => `${name} must be one of: ${(params['allowedValues'] as string[]).join(', ')}.`,
    pattern: () => `${name} does not have the form that it needs (${shouldBe(instancePath)}).`,
    'false schema': () => `${name} means nothing with the other values here. Remove it.`,
    type: () => `${name} must be of type ${[params['type']].flat().join(' or ')}.`,
  };
  return listed[keyword]?.() ?? `${name} ${message}.`;
}

function shouldBe(instancePath: string): string {
  const examples: Record<string, string> = {
    '/serverName': 'a server name such as example.org or example.org:8448, without https://',
    '/clientUrl': 'a URL such as https://matrix.example.org',
    '/federationUrl': 'a URL such as https://matrix.example.org:8448',
  };
  return examples[instancePath] ?? 'see schemas/configuration.json';
}

/** Where in the file the value (or the name of a property too many) stands. */
function offsetOf(document: Document, { instancePath, params }: ErrorObject): number {
  const path = instancePath.split('/').slice(1);
  const node = path.length === 0 ? document.contents : document.getIn(path.map(index), true);
  if (isMap(node)) {
    const extra = node.items.find((pair) => isPair(pair) && String(pair.key) === params['additionalProperty']);
    if (isNode(extra?.key)) return extra.key.range?.[0] ?? 0;
  }
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** A position in a list is a number to the reader of the file, and a text in a JSON pointer. */
function index(step: string): string | number {
  return /^\d+$/.test(step) ? Number(step) : step;
}
