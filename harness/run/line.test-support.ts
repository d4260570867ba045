import type { CheckLine } from './results.ts';

/** A line for tests of what is made from lines. */
export function lineOf(parts: Partial<CheckLine>): CheckLine {
  return {
    kind: 'check',
    id: 'client-server/login/refuses-a-wrong-password',
    title: 'refuses a wrong password',
    requirements: [{ id: 'cs.login.wrong-password', level: 'MUST', since: 'r0' }],
    claimed: true,
    verdict: 'pass',
    roomVersion: null,
    durationMs: 12,
    failure: null,
    wireLog: null,
    ...parts,
  };
}
