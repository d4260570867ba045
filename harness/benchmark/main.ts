import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sample } from 'fast-check';
import { Bench } from 'tinybench';
import { randomGraph } from '../event-graph/random-graph.ts';
import { randomSteps } from '../event-graph/testing-random-steps.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import { evaluateGraphs, evaluateOneByOne, longRoom, resolutionOf } from './oracle.ts';

// One version for each algorithm.
const versions = ['1', '10', '12'] as const satisfies RoomVersion[];
const graphSize = 40;

/** Graphs of {@link graphSize} events each, the same in every run. */
function randomGraphs(count: number, roomVersion: RoomVersion): ReturnType<typeof randomGraph>[] {
  // Some steps add nothing, so that more are drawn than are needed.
  const steps = randomSteps(3 * graphSize, { minLength: 3 * graphSize, rejected: 5 });
  const histories = sample(steps, { numRuns: 2 * count, seed: 1 });
  const graphs = histories.map((history) => randomGraph(history, roomVersion).slice(0, graphSize));
  return graphs.filter(({ length }) => length === graphSize).slice(0, count);
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of the heap that something still refers to. */
function heapInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const perSecond = (count: number, milliseconds: number): string =>
  `${Math.round((1000 * count) / milliseconds)} a second`;

console.log('Resolving states, median of the time of one resolution, by room version and keys in conflict');
const bench = new Bench({ time: 500, iterations: 10, warmupTime: 200 });
for (const version of versions) {
  for (const conflicts of [20, 200, 2_000, 8_000]) {
    bench.add(`version ${version}, ${conflicts} keys`, resolutionOf(conflicts, version));
  }
}
await bench.run();
for (const { name, result } of bench.tasks) {
  if (result.state !== 'completed') throw new Error(`${name}: ${result.state}`);
  console.log(`  ${name.padEnd(24)} ${result.latency.p50.toFixed(3).padStart(9)} ms`);
}

console.log(`Random graphs of ${graphSize} events, evaluated with their format, authorization and all resolutions`);
for (const version of versions) {
  const graphs = randomGraphs(200, version);
  evaluateGraphs(graphs, version);
  const began = performance.now();
  evaluateGraphs(graphs, version);
  console.log(`  version ${version.padEnd(16)} ${perSecond(graphs.length, performance.now() - began)}`);
}

console.log('A room of 100,000 events with a fork every 100, evaluated event by event');
for (const version of versions) {
  const { events, oracle } = longRoom(100_000, version);
  const began = performance.now();
  const graph = evaluateOneByOne(events, oracle);
  const seconds = (performance.now() - began) / 1000;
  const megabytes = Math.round(heapInUse() / 2 ** 20);
  const entries = graph.stateAfter(events.at(-1)?.eventId ?? '').size;
  console.log(
    `  version ${version.padEnd(16)} ${seconds.toFixed(2)} s, ${megabytes} MiB with the events, ${entries} entries in the last state`,
  );
}
