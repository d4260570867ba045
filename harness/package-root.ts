import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const thisFile = fileURLToPath(import.meta.url); // an old Node has no `filename` there, and has to be told that it is old

/** A checkout runs its sources, an installed package what was built of them: entries in the same folders, and what they share. */
export const isBuilt = thisFile.endsWith('.js');

/** The folder with `package.json`, and with what is not code: `schemas` and `fixtures`. */
export const packageRoot = rootAbove(dirname(thisFile));

/** The folder that holds `suites` and `harness`: the checkout, or `dist` of an installed package. */
export const codeRoot = isBuilt ? join(packageRoot, 'dist') : packageRoot;

/**
 * The file of a module that is not imported but named to somebody: to Node, as a program of its own, or to vitest. The build has to
 * know it as an entry (build.ts).
 *
 * @param name its path below {@link codeRoot}, without the ending
 */
export function programFile(name: string): string {
  return join(codeRoot, `${name}.${isBuilt ? 'js' : 'ts'}`);
}

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`No package.json above ${thisFile}: the package is not complete`);
  return rootAbove(parent);
}
