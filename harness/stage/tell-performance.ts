import { roomVersions } from '../protocol/room-versions.ts';
import type { Entries } from './entries.ts';
import type { FoundState, Performance } from './performance.ts';

/**
 * What a homeserver made of a scenario, and what it had to make of it, line by line; what differs begins with ✗. A difference is
 * no verdict: of what a server tells of rejected events nothing is prescribed. What it asked for again begins with !.
 */
export async function tellPerformance(performance: Performance): Promise<string> {
  const { graph, scenario } = performance.hosted;
  const algorithm = roomVersions[graph.roomVersion].stateResolution;
  const lines = [
    `${scenario.title} (room version ${graph.roomVersion}, state resolution ${algorithm})`,
    `  ${performance.description}`,
    ...(await verdictLines(performance)),
  ];
  for (const name of performance.probes) {
    const { byId, whole, chainDefects } = await performance.toldBefore(name);
    lines.push(
      ...stateLines(`state before ${name}`, byId, performance.expectedBefore(name)),
      ...stateLines(`state before ${name}, as whole events`, whole, performance.expectedBefore(name)),
      line(`auth chains at ${name}`, chainDefects.join(', ') || 'complete', 'complete'),
    );
  }
  lines.push(
    ...stateLines('state for clients', await performance.currentState(), performance.expectedNow),
    ...stateLines('members for clients', await performance.members(), performance.expectedMembers),
    ...stateLines('state in context of end', await performance.stateInContext(), performance.expectedNow),
  );
  const [cited, expected] = [await performance.nextEvent(), performance.expectedCitations];
  lines.push(
    line(
      'parents of its next event',
      cited.parents.filter((one) => !expected.otherParents.includes(one)).join(', '),
      expected.parents.join(', '),
    ),
    line('auth events of its next event', cited.authEvents.join(', '), expected.authEvents.join(', ')),
  );
  return [...lines, ...performance.askedAgain.map((sentence) => `  ! ${sentence}`)].join('\n');
}

async function verdictLines(performance: Performance): Promise<string[]> {
  const found = await performance.verdicts();
  return [...performance.expectedVerdicts].map(([name, possible]) => {
    const verdict = found.get(name) ?? 'hidden';
    const isHidden = verdict === 'hidden' && !possible.has('accepted');
    const expected = possible.has(verdict) || isHidden ? verdict : [...possible].join(' or ');
    return line(name, verdict, expected);
  });
}

function stateLines(what: string, found: FoundState | undefined, expected: Entries): string[] {
  if (!found) return [`  – ${what}: not told`];
  const { entries } = found;
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(entries)])];
  const different = keys.filter((key) => entries[key] !== expected[key]);
  if (different.length === 0) return [line(what, 'as it has to be', 'as it has to be')];
  return different.map((key) => line(`${what}: ${key}`, entries[key] ?? 'nothing', expected[key] ?? 'nothing'));
}

function line(what: string, found: string, expected: string): string {
  return found === expected ? `  ✓ ${what}: ${found}` : `  ✗ ${what}: ${found}; has to be ${expected}`;
}
