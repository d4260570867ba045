import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareVersions } from '../homeservers/versions.ts';
import { packageRoot } from '../package-root.ts';

/**
 * Whether a Node can run the program. An old one can load this, and what it imports.
 *
 * @param version such as `24.21.0`
 * @returns what it is and what is needed; null where it can
 */
export function whyNodeIsTooOld(version: string): string | null {
  const { engines } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  const oldest = engines.node.replace(/^>=/, '');
  if (compareVersions(version, oldest) >= 0) return null;
  return `${version}; ${oldest} or newer is needed: install it from https://nodejs.org`;
}
