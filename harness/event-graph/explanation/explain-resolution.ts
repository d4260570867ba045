import { roomVersions } from '../../protocol/room-versions.ts';
import type { StateMapKey } from '../../protocol/state-map-key.ts';
import type { ResolutionStep } from '../../protocol/state-resolution/resolution.ts';
import type { RoomState } from '../../protocol/state-resolution/room-state.ts';
import type { NameOf } from '../drawing/event-names.ts';
import type { RoomGraph } from '../room-graph.ts';
import { authChecks, fullConflictedSet, mainlineOrder, type Part, powerOrder } from './explain-step.ts';
import { v1Parts } from './explain-v1.ts';
import { list, table, Words } from './words.ts';

/**
 * Explains step by step, in the words of the specification, how the state before an event with some parents comes about.
 *
 * @param parents events of the graph
 * @throws Error if the state after one of them cannot be known
 */
export function explainResolution(graph: RoomGraph, parents: readonly string[], nameOf?: NameOf): string {
  const words = new Words(graph, nameOf);
  const steps: ResolutionStep[] = [];
  const resolved = graph.stateAfterAll(parents, (step) => void steps.push(step));
  const { stateResolution } = roomVersions[graph.roomVersion];
  const after = `the states after ${list(parents.map(words.nameOf))}`;
  const [conflicts] = steps;
  if (conflicts?.step !== 'conflicts') {
    return `Nothing to resolve: ${parents.length > 1 ? `${after} are the same` : `the state is that after ${list(parents.map(words.nameOf))}`}.`;
  }
  const title = `State resolution ${stateResolution} (room version ${graph.roomVersion}) of ${after}`;
  const parts = [
    conflictsPart(graph, parents, conflicts.keys, words),
    ...(conflicts.keys.length === 0
      ? []
      : stateResolution === 'v1'
        ? v1Parts(steps, resolved, words)
        : v2Parts(steps, stateResolution, words)),
    resultPart(conflicts.keys, resolved, steps, words),
  ];
  return [title, ...parts.flatMap(partLines), ...readings(graph, parents, words)].join('\n');
}

function partLines({ heading, lines }: Part, index: number): string[] {
  return [`${index + 1}. ${heading}`, ...lines];
}

function conflictsPart(graph: RoomGraph, parents: readonly string[], keys: readonly StateMapKey[], words: Words): Part {
  const rows = keys.map((key) => {
    const values = parents.map((parent) => {
      const event = graph.stateAfter(parent).get(key);
      return { name: event ? words.event(event) : 'nothing', parent: words.nameOf(parent) };
    });
    const byName = Map.groupBy(values, ({ name }) => name);
    const told = [...byName].map(([name, from]) => `${name} after ${from.map(({ parent }) => parent).join(' and ')}`);
    return [words.entry(key), told.join(' · ')];
  });
  const heading = 'Conflicted state: entries in which the states differ';
  return { heading, lines: keys.length === 0 ? ['   none'] : table(rows) };
}

function v2Parts(steps: readonly ResolutionStep[], algorithm: 'v2' | 'v2.1', words: Words): Part[] {
  const checks = (of: string) => steps.filter((step) => step.step === 'auth check').filter((step) => step.of === of);
  const from = algorithm === 'v2.1' ? 'an empty state map' : 'the unconflicted state map';
  return steps.flatMap((step) => {
    if (step.step === 'full conflicted set') return [fullConflictedSet(step, algorithm === 'v2.1', words)];
    if (step.step === 'power order') {
      const lines = authChecks(checks('power events'), words);
      return [powerOrder(step, words), { heading: `Iterative auth checks of these, from ${from}`, lines }];
    }
    if (step.step !== 'mainline order') return [];
    const lines = authChecks(checks('other events'), words);
    return [mainlineOrder(step, words), { heading: 'Iterative auth checks of these, from what is resolved', lines }];
  });
}

function resultPart(
  keys: readonly StateMapKey[],
  resolved: RoomState,
  steps: readonly ResolutionStep[],
  words: Words,
): Part {
  const rows = keys.map((key) => {
    const event = resolved.get(key);
    return [words.entry(key), event ? words.event(event) : 'no entry'];
  });
  const others = resolved.size - keys.filter((key) => resolved.get(key)).length;
  const agreed = `   and ${others} ${others === 1 ? 'entry' : 'entries'} that the states agree on`;
  return { heading: 'Resolved state', lines: [...table(rows), ...staying(keys, resolved, steps, words), agreed] };
}

/** What was allowed on its turn and is no part of the outcome, since the states agree on another event, or on none. */
function staying(
  keys: readonly StateMapKey[],
  resolved: RoomState,
  steps: readonly ResolutionStep[],
  words: Words,
): string[] {
  const allowed = steps.flatMap((step) => (step.step === 'auth check' && step.verdict.allowed ? [step.event] : []));
  const last = new Map(allowed.map((event) => [event.key, event]));
  return [...last].flatMap(([key, event]) => {
    if (key === undefined || keys.includes(key) || resolved.get(key) === event) return [];
    const kept = resolved.get(key);
    return [
      `   ${words.entry(key)} stays ${kept ? words.event(kept) : 'without an event'}, on which the states agree, instead of ${words.event(event)}`,
    ];
  });
}

function readings(graph: RoomGraph, parents: readonly string[], words: Words): string[] {
  return graph.ambiguousAfterAll(parents).flatMap(({ key, allowed, why }) => {
    const events = allowed.map((event) => (event ? words.event(event) : 'no entry'));
    return [`Other readings: ${words.entry(key)} may be ${events.join(' or ')}`, `   ${why}`];
  });
}
