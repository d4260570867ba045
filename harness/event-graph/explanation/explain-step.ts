import type { RoomEvent } from '../../protocol/room-event.ts';
import type { ResolutionStep } from '../../protocol/state-resolution/resolution.ts';
import { mainlineReasons } from './mainline-reasons.ts';
import { powerOrderReasons } from './power-order-reasons.ts';
import { list, since, table, type Words } from './words.ts';

type Step<Name extends ResolutionStep['step']> = Extract<ResolutionStep, { readonly step: Name }>;

/** A part of an explanation: a heading, and lines below it. */
export interface Part {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** Of what the full conflicted set consists. */
export function fullConflictedSet(step: Step<'full conflicted set'>, hasSubgraph: boolean, words: Words): Part {
  const more = hasSubgraph ? [['conflicted state subgraph', words.events(step.subgraph)]] : [];
  const all = new Set([...step.conflicted, ...step.authDifference, ...step.subgraph]);
  const rows = [
    ['conflicted state set', words.events(step.conflicted)],
    ['auth difference', words.events(step.authDifference)],
    ...more,
    ['together', words.events(all)],
  ];
  return { heading: 'Full conflicted set', lines: table(rows) };
}

/** In which order the power events are checked, and why. */
export function powerOrder({ events }: Step<'power order'>, words: Words): Part {
  const start = startOf(events.map(({ event }) => event));
  const reasons = powerOrderReasons(events, words);
  const rows = events.map(({ event, senderLevel }, index) => [
    `${index + 1}.`,
    words.event(event),
    `${words.user(event.sender)} has power ${senderLevel === Infinity ? '∞' : senderLevel}`,
    since(start, event.originServerTs),
    reasons[index] ?? '',
  ]);
  const heading =
    'Reverse topological power ordering of the power events and what of the set authorizes them; times from the earliest';
  return { heading, lines: events.length === 0 ? ['   none'] : table(rows) };
}

/** In which order the other events are checked, and why. */
export function mainlineOrder({ mainline, events }: Step<'mainline order'>, words: Words): Part {
  const start = startOf(events.map(({ event }) => event));
  const reasons = mainlineReasons(events, words);
  const rows = events.map(({ event, position }, index) => [
    `${index + 1}.`,
    words.event(event),
    position === Infinity ? 'no position' : `position ${position}`,
    since(start, event.originServerTs),
    reasons[index] ?? '',
  ]);
  const positions = list(mainline.map((event, index) => `${words.event(event)} (${index})`));
  return {
    heading: 'Mainline ordering of the other events; times from the earliest',
    lines: [
      `   mainline: ${mainline.length > 0 ? positions : 'empty, since the partially resolved state has no power levels'}`,
      ...table(rows),
    ],
  };
}

/** What became of events on their turn. */
export function authChecks(steps: readonly Step<'auth check'>[], words: Words): string[] {
  const rows = steps.map(({ event, verdict }) => [
    verdict.allowed ? '✓' : '✗',
    words.event(event),
    `${verdict.allowed ? 'allowed' : 'refused'} by rule ${verdict.rule}`,
    words.sentence(verdict.reason),
  ]);
  return rows.length === 0 ? ['   none'] : table(rows);
}

/** The earliest time, from which the others are counted. */
function startOf(events: readonly RoomEvent[]): RoomEvent['originServerTs'] {
  return events.reduce(
    (least, { originServerTs }) => (originServerTs < least ? originServerTs : least),
    events[0]?.originServerTs ?? 0,
  );
}
