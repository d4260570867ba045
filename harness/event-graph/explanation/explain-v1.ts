import { compareIntegers } from '../../protocol/exact-integer.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import type { ResolutionStep } from '../../protocol/state-resolution/resolution.ts';
import type { RoomState } from '../../protocol/state-resolution/room-state.ts';
import { authChecks, type Part } from './explain-step.ts';
import { table, type Words } from './words.ts';

type AuthCheck = Extract<ResolutionStep, { readonly step: 'auth check' }>;

/** Events for one entry of the state, and what was made of them. */
interface Group {
  readonly pass: string;
  readonly events: readonly RoomEvent[];
  readonly checks: AuthCheck[];
}

const headings: Readonly<Record<string, string>> = {
  'power levels': 'Power levels, the first pass',
  'join rules': 'Join rules',
  members: 'Memberships, all against what is resolved so far',
  others: 'All other entries',
};

/** The passes of the algorithm of room version 1. */
export function v1Parts(steps: readonly ResolutionStep[], resolved: RoomState, words: Words): Part[] {
  const passes = Map.groupBy(groupsOf(steps), ({ pass }) => pass);
  return [...passes].map(([pass, groups]) => ({
    heading: headings[pass] ?? pass,
    lines: groups.flatMap((group) => groupLines(group, resolved, words)),
  }));
}

function groupsOf(steps: readonly ResolutionStep[]): Group[] {
  const groups: Group[] = [];
  for (const step of steps) {
    if (step.step === 'depth order') groups.push({ pass: step.of, events: step.events, checks: [] });
    if (step.step === 'auth check') groups.at(-1)?.checks.push(step);
  }
  return groups;
}

function groupLines({ pass, events, checks }: Group, resolved: RoomState, words: Words): string[] {
  const [first] = events;
  if (first?.key === undefined) return [];
  const winner = resolved.get(first.key);
  const rows = events.map((event, index) => [
    `${index + 1}.`,
    words.event(event),
    `depth ${event.depth}`,
    ties(event, events[index + 1])
      ? `as deep as ${words.nameOf(events[index + 1]?.eventId ?? '')}: the greater SHA-1 of the ID first`
      : '',
  ]);
  const how =
    pass === 'others'
      ? 'checked from the last to the first, until one is allowed'
      : 'the first holds, then each next in its place, until one is refused';
  return [
    `   ${words.entry(first.key)}: ${how}`,
    ...table(rows, '     '),
    ...(checks.length === 0 ? [] : authChecks(checks, words).map((line) => `  ${line}`)),
    `     → ${winner ? words.event(winner) : 'no entry'}${pass === 'others' && checks.every(({ verdict }) => !verdict.allowed) ? ', the first, since none is allowed' : ''}`,
  ];
}

function ties(event: RoomEvent, next: RoomEvent | undefined): boolean {
  return next !== undefined && compareIntegers(event.depth, next.depth) === 0;
}
