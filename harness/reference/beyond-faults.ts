/**
 * What no fault can show, and why: by the id of a requirement or check, or a glob of ids. An entry that no longer tells the truth
 * is told by the sweep, like an unlisted check that no fault made fail.
 */
export const beyondFaults: Readonly<Record<string, string>> = {};
