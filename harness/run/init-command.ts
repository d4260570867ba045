import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findConfiguration } from '../target/configuration/configuration-file.ts';
import { ConfigurationError } from '../target/errors.ts';
import { type ConfigurationForm, initFiles } from './init-files.ts';
import type { Terminal } from './terminal.ts';

/** What a user can choose about them. */
export interface InitOptions {
  readonly image?: string;
  readonly json?: boolean;
  readonly force?: boolean;
}

/** Writes the files that are not there. @throws ConfigurationError for a folder that cannot be written */
export function initCommand(folder: string, { image, json, force = false }: InitOptions, terminal: Terminal): void {
  const wanted: ConfigurationForm = json ? 'json' : 'ts';
  const existing = findConfiguration(folder);
  // Two configurations would contradict each other: who has one keeps its form.
  const form = existing === null ? wanted : existing.endsWith('.json') ? 'json' : 'ts';
  for (const [name, text] of Object.entries(initFiles(form, image))) {
    const file = join(folder, name);
    terminal.print(write(file, text, force) ? `wrote  ${file}` : `left   ${file} as it is (--force writes over it)`);
  }
  if (image !== undefined) {
    terminal.print(
      `\nNext: keep the example of your CI system, and remove the other; have it build ${image}, which keeps the contract of ` +
        "Complement's images or is an official one. Here: " +
        `touchstone run --target image:${image}`,
    );
    return;
  }
  const configuration = join(folder, `touchstone.config.${form}`);
  terminal.print(
    `\nNext: fill in ${configuration}. Federation is checked where federationUrl and certificateAuthority are given, what ` +
      'is optional where features names it, and nothing that untouched names. Then keep the example of your CI system, have ' +
      'it start the homeserver, and remove the other.',
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
