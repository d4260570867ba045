import { registerHooks } from 'node:module';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkConfiguration, type Configuration, isMistake, type Mistake } from './configuration.ts';
import { ConfigurationError } from '../errors.ts';

/**
 * Runs a configuration file in TypeScript; Node itself strips the types.
 *
 * @param file its path
 * @param text what stands in it, to quote
 * @throws {ConfigurationError} if it cannot be run, exports no configuration or a wrong one; quotes the line
 */
export async function runConfiguration(file: string, text: string): Promise<Configuration> {
  const fail = (line: number | null, what: string, cause?: unknown): never => {
    const quoted = line === null ? '' : `\n  ${line} | ${text.split(/\r?\n/)[line - 1] ?? ''}`;
    throw new ConfigurationError(`${file}${line === null ? '' : `:${line}`}: ${what}${quoted}`, { cause });
  };
  const exported = await load(file).catch((error: unknown) =>
    fail(
      lineOf(error, file),
      `This cannot be run: ${messageOf(error)}. Mend it, or use touchstone.config.json.`,
      error,
    ),
  );
  if (!('default' in exported))
    return fail(null, 'This has no default export. Write: export default { serverName: … }');
  const outcome = checkConfiguration(exported['default']);
  if (isMistake(outcome)) return fail(lineWith(text, outcome, exported['default']), outcome.text);
  // Workers are handed plain data.
  return JSON.parse(JSON.stringify(outcome)) as Configuration;
}

/** A configuration is a module, whatever the package.json around it says of files in TypeScript. */
async function load(file: string): Promise<Readonly<Record<string, unknown>>> {
  const wanted = pathToFileURL(file).href;
  const hooks = registerHooks({
    load: (url, context, next) => next(url, url === wanted ? { ...context, format: 'module-typescript' } : context),
  });
  try {
    return (await import(/* @vite-ignore */ wanted)) as Readonly<Record<string, unknown>>;
  } finally {
    hooks.deregister();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message.replace(/\.$/, '')}` : String(error);
}

/** The line of the file that an exception came from. */
function lineOf(error: unknown, file: string): number | null {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const after = stack.split(encodeURI(basename(file))).find((part) => /^:\d+/.test(part));
  return after === undefined ? null : Number(/^:(\d+)/.exec(after)?.[1]);
}

/**
 * The line where a mistake stands in code, as well as that can be told: properties are looked for by name, each after the one that it
 * belongs to, and a text by what it says after that.
 *
 * @param value what the file exports
 */
function lineWith(text: string, { path, extra }: Mistake, value: unknown): number | null {
  const names = [...path, ...(extra === undefined ? [] : [extra])].filter((step) => typeof step === 'string');
  const found = names.reduce<number | null>((from, name) => {
    const offset = text.slice(from ?? 0).search(new RegExp(`(?<![\\w$.])${literally(name)}["']?\\s*[:,}]`));
    return offset === -1 ? from : (from ?? 0) + offset;
  }, null);
  if (found === null) return null;
  const written = path.reduce<unknown>(
    (inner, step) => (inner as Record<string | number, unknown> | undefined)?.[step],
    value,
  );
  const offset =
    typeof written === 'string' ? text.slice(found).search(new RegExp(`["'\`]${literally(written)}["'\`]`)) : -1;
  return text.slice(0, found + Math.max(offset, 0)).split('\n').length;
}

function literally(text: string): string {
  return text.replaceAll(/[^\w\s]/g, String.raw`\$&`);
}
