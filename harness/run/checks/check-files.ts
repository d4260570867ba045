import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { codeRoot } from '../../package-root.ts';

/** In the sources, and in the compiled package. */
const fileEnding = '.test.{ts,js}';

/** Vitest's pattern of all files of checks. */
const allFiles = `suites/**/*${fileEnding}`;

/** A step of a glob that names files as it stands; braces may not reach over a slash. */
const plain = /^(?:[^{}()[\]!*/]|\*(?!\*)|\{[^{}/]*\})+$/;

/**
 * The files in which checks can lie that a choice of globs selects, so that no others are loaded: `client-server/login/**` needs one.
 *
 * @param globs ids of checks or requirements, with wildcards; empty for all
 * @returns patterns for vitest, each below `suites`
 */
export function checkFiles(globs: readonly string[]): string[] {
  const patterns = globs.map(filesOf);
  return globs.length === 0 || patterns.includes(allFiles) ? [allFiles] : [...new Set(patterns)];
}

/** Ids of requirements have no slash, and may be decided anywhere. */
function filesOf(glob: string): string {
  const [api = '', section] = glob.split('/');
  if (section === undefined || !plain.test(api)) return allFiles;
  if (section === '' || section === '**') return `suites/${api}/*${fileEnding}`;
  return plain.test(section) && isClosed(glob) ? `suites/${api}/${section}${fileEnding}` : allFiles;
}

/** Whether no braces or brackets reach over a slash. */
function isClosed(glob: string): boolean {
  return glob.split('/').every((step) => step.split('{').length === step.split('}').length && !/[()[\]]/.test(step));
}

/**
 * Whether each glob is that of a whole file, or of a whole folder, which is there: then there is a check that it selects. Also where there
 * is no glob.
 */
export function areWholeFiles(globs: readonly string[]): boolean {
  return globs.every((glob) => {
    const [, api = '', section] = /^([\w-]+)\/(?:([\w-]+)(?:\/(?:\*\*)?)?|\*\*)?$/.exec(glob) ?? [];
    const files = section === undefined ? [''] : ['.test.ts', '.test.js'].map((ending) => `/${section}${ending}`);
    return api !== '' && files.some((file) => existsSync(join(codeRoot, 'suites', `${api}${file}`)));
  });
}

/** Whether all checks that globs select can lie in one file only. */
export function isOneFile(globs: readonly string[]): boolean {
  const [pattern, ...others] = checkFiles(globs);
  return others.length === 0 && pattern !== undefined && !/[*{]/.test(pattern.replace(fileEnding, ''));
}
