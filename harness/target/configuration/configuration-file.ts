import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from './configuration.ts';
import { runConfiguration } from './configuration-module.ts';
import { parseConfiguration } from './configuration-text.ts';
import { ConfigurationError } from '../errors.ts';

/** The names that are looked for where the user names no file. */
export const configurationFileNames = ['touchstone.config.ts', 'touchstone.config.json'] as const;

const example = '{ "serverName": "example.org", "registration": { "method": "open" } }';

/**
 * Finds the configuration file of a folder.
 *
 * @param folder where to look
 * @returns its path; null if there is none
 * @throws {ConfigurationError} if there are two
 */
export function findConfiguration(folder = '.'): string | null {
  const [found, another] = configurationFileNames.map((name) => join(folder, name)).filter((file) => existsSync(file));
  if (another !== undefined)
    throw new ConfigurationError(`There are both ${found} and ${another}. Remove one, or name one with --config.`);
  return found ?? null;
}

/**
 * Reads a configuration file.
 *
 * @param file its path; one in JSON, unless it ends in .ts, .mts, .js or .mjs
 * @throws {ConfigurationError} if it cannot be read or is wrong; quotes the line
 */
export async function readConfiguration(file: string): Promise<Configuration> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigurationError(
      code === 'ENOENT'
        ? `There is no configuration file ${file}. ${whatToWrite}`
        : `The configuration file ${file} cannot be read: ${message}.`,
      { cause: error },
    );
  }
  return /\.m?[jt]s$/.test(file) ? runConfiguration(file, text) : parseConfiguration(text, file);
}

/** Tells how to begin, for those who have no configuration file. */
export const whatToWrite =
  'A homeserver that Touchstone does not start needs one: `touchstone init` writes touchstone.config.ts, or write ' +
  `touchstone.config.json with at least ${example}`;
