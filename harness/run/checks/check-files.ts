/** Vitest's pattern of all files of checks. */
const allFiles = 'suites/**/*.test.{ts,js}';

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
  if (section === '' || section === '**') return `suites/${api}/*.test.{ts,js}`;
  return plain.test(section) && isClosed(glob) ? `suites/${api}/${section}.test.{ts,js}` : allFiles;
}

/** Whether no braces or brackets reach over a slash. */
function isClosed(glob: string): boolean {
  return glob.split('/').every((step) => step.split('{').length === step.split('}').length && !/[()[\]]/.test(step));
}
