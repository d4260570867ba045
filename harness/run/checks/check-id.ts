/**
 * The id of a check: its file below `suites/` and its title, such as
 * `server-server/pdu-receipt/drops-an-event-without-a-signature`.
 *
 * @param file path of the test file, ending in `.test.ts` or `.test.js`
 * @param title title of the test
 */
export function checkId(file: string, title: string): string {
  // The last folder of that name: a user may have installed the package below another one.
  const section = /^(?:.*\/)?suites\/(.+)\.test\.[jt]s$/.exec(file.replaceAll('\\', '/'))?.[1];
  if (section === undefined)
    throw new Error(`${file} is not a file of checks: these are suites/<api>/<section>.test.ts`);
  return `${section}/${slug(title)}`;
}

/** A title as a part of an id: lower-case letters and digits, joined by single hyphens. */
export function slug(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
