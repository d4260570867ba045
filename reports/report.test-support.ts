import type { Report, ReportedCheck } from './report.ts';

/** What a homeserver may answer to break a report: control characters, ends of comments and sections, half characters. */
export const hostile = 'a\u0000\u001B[2J]]>--> \uD800<script>alert(1)</script>&amp;\uFFFE "\u{1F600}" \'\r\n\tb';

/** A check for tests of reports. */
export function reportedCheck(parts: Partial<ReportedCheck> = {}): ReportedCheck {
  return {
    id: 'client-server/login/refuses-a-wrong-password',
    section: 'client-server/login',
    title: 'refuses a wrong password',
    roomVersion: null,
    startedAtMs: null,
    durationMs: 1500,
    steps: () => [],
    verdict: 'pass',
    outcome: 'passed',
    known: null,
    message: '',
    expected: null,
    actual: null,
    details: '',
    requirements: [
      {
        id: 'cs.login.wrong-password',
        level: 'MUST',
        since: 'r0',
        text: 'A wrong password is refused',
        url: 'https://spec.matrix.org/v1.19/client-server-api/#login',
      },
    ],
    evidence: [],
    ...parts,
  };
}

/** A report for tests. */
export function reportWith(checks: readonly ReportedCheck[], apart: Report['apart'] = []): Report {
  return { target: 'synapse 1.163.2', specification: 'v1.15', wallSeconds: 12.3456, checks, apart };
}
