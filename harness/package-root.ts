import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder with `package.json`, and with what is not code: `schemas` and `fixtures`. From a checkout it is the folder
 * above `harness`; in an installed package it is the one above `dist`.
 */
export const packageRoot = rootAbove(import.meta.dirname);

/** The folder that holds `suites` and `harness`: the checkout, or `dist` of an installed package. */
export const codeRoot = dirname(import.meta.dirname);

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`No package.json above ${import.meta.dirname}: the package is not complete`);
  return rootAbove(parent);
}
