import { roomVersions } from '../../protocol/room-versions.ts';
import type { StateMapKey } from '../../protocol/state-map-key.ts';
import type { ResolutionStep } from '../../protocol/state-resolution/resolution.ts';
import type { RoomState } from '../../protocol/state-resolution/room-state.ts';
import type { NameOf } from '../drawing/event-names.ts';
import type { RoomGraph } from '../room-graph.ts';
import { authChecks, fullConflictedSet, mainlineOrder, type Part, powerOrder } from './explain-step.ts';
import { v1Parts } from './explain-v1.ts';
import { list, table, Words } from './words.ts';

/** A state that is resolved with others. */
export interface NamedState {
  /** Such as `after T1`. */
  readonly name: string;
  readonly state: RoomState;
}

/**
 * Explains step by step, in the words of the specification, how the state before an event with some parents comes about.
 *
 * @param parents events of the graph
 * @throws Error if the state after one of them cannot be known
 */
export function explainResolution(graph: RoomGraph, parents: readonly string[], nameOf?: NameOf): string {
  const { nameOf: name } = new Words(graph, nameOf);
  const states = parents.map((parent) => ({ name: `after ${name(parent)}`, state: graph.stateAfter(parent) }));
  return explainStates(graph, states, nameOf);
}

/** Explains step by step what states of a room resolve to. */
export function explainStates(graph: RoomGraph, named: readonly NamedState[], nameOf?: NameOf): string {
  const words = new Words(graph, nameOf);
  const steps: ResolutionStep[] = [];
  const states = named.map(({ state }) => state);
  const resolved = graph.resolve(states, (step) => void steps.push(step));
  const { stateResolution } = roomVersions[graph.roomVersion];
  const names = list(named.map(({ name }) => name));
  const [conflicts] = steps;
  if (conflicts?.step !== 'conflicts') {
    return `Nothing to resolve: ${named.length > 1 ? `the states ${names} are the same` : `the state is that ${names}`}.`;
  }
  const title = `State resolution ${stateResolution} (room version ${graph.roomVersion}) of the states ${names}`;
  const { keys } = conflicts;
  const passes = stateResolution === 'v1' ? v1Parts(steps, resolved, words) : v2Parts(steps, stateResolution, words);
  const parts = [conflictsPart(named, keys, words), ...passes, resultPart(keys, resolved, steps, words)];
  return [title, ...parts.flatMap(partLines), ...readings(graph, states, words)].join('\n');
}

function partLines({ heading, lines }: Part, index: number): string[] {
  return [`${index + 1}. ${heading}`, ...lines];
}

function conflictsPart(states: readonly NamedState[], keys: readonly StateMapKey[], words: Words): Part {
  const rows = keys.map((key) => {
    const values = Map.groupBy(states, ({ state }) => state.get(key));
    const told = [...values].map(([event, those]) => {
      return `${event ? words.event(event) : 'nothing'} ${those.map(({ name }) => name).join(' and ')}`;
    });
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

function readings(graph: RoomGraph, states: readonly RoomState[], words: Words): string[] {
  return graph.ambiguousIn(states).flatMap(({ key, allowed, why }) => {
    const events = allowed.map((event) => (event ? words.event(event) : 'no entry'));
    return [`Other readings: ${words.entry(key)} may be ${events.join(' or ')}`, `   ${why}`];
  });
}
