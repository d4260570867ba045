import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { configurationFileName } from '../../target/configuration-file.ts';
import { ConfigurationError } from '../../target/errors.ts';
import { initFiles } from '../init-files.ts';
import type { Terminal } from '../terminal.ts';
import type { CommandLine } from './command-line.ts';

/** Adds `touchstone init`. */
export function addInitCommand({ program, terminal }: CommandLine): void {
  program
    .command('init')
    .description('write a starting configuration for a homeserver that runs already, and examples for CI')
    .argument('[folder]', 'where to', '.')
    .option('--force', 'write over files that exist')
    .action((folder: string, { force = false }: { force?: boolean }) => {
      initCommand(folder, force, terminal);
    });
}

/** Writes the files that are not there. @throws ConfigurationError for a folder that cannot be written */
function initCommand(folder: string, force: boolean, terminal: Terminal): void {
  for (const [name, text] of Object.entries(initFiles)) {
    const file = join(folder, name);
    terminal.print(write(file, text, force) ? `wrote  ${file}` : `left   ${file} as it is (--force writes over it)`);
  }
  const configuration = join(folder, configurationFileName);
  terminal.print(
    `\nNext: fill in ${configuration}. Federation is checked where federationUrl and certificateAuthority are given, and ` +
      'what is optional where features names it. Then keep the example of your CI system, have it start the homeserver, and ' +
      'remove the other.',
  );
}

/** @returns false where the file exists and stays */
function write(file: string, text: string, force: boolean): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: force ? 'w' : 'wx' });
    return true;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && !force) return false;
    throw new ConfigurationError(`${file} cannot be written: ${message}. Name a folder that can.`, { cause: error });
  }
}
