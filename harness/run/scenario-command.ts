import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Drawing, drawingOf, TooManyEvents } from '../event-graph/drawing/drawing.ts';
import { plainText } from '../event-graph/drawing/plain-text.ts';
import { svgDrawing } from '../event-graph/drawing/svg-drawing.ts';
import { textDrawing } from '../event-graph/drawing/text-drawing.ts';
import { explainEvent, explainGraph, type ExplainOptions } from '../event-graph/explanation/explain-event.ts';
import { explainStates } from '../event-graph/explanation/explain-resolution.ts';
import { playScenario } from '../event-graph/scenario/play-scenario.ts';
import { readScenario } from '../event-graph/scenario/read-scenario.ts';
import { ScenarioError } from '../event-graph/scenario/scenario-error.ts';
import type { PlayedScenario, Scenario } from '../event-graph/scenario/scenario.ts';
import { verdictsInOrder } from '../event-graph/scenario/verdicts-in-order.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import { ConfigurationError } from '../target/errors.ts';
import { fullCatalogue } from './checks/full-catalogue.ts';
import { runCommand } from './run-command.ts';
import type { RunOptions } from './run-choice.ts';
import { toldStates, unmetExpectations } from './checks/scenario-expectations.ts';
import type { Terminal } from './terminal.ts';

/** What both commands can be told. */
export interface ScenarioOptions {
  /** Default: the newest in which the scenario holds. */
  readonly roomVersion?: RoomVersion;
}

export interface DrawOptions extends ScenarioOptions {
  /** Where to write an SVG file. */
  readonly svg?: string;
}

export interface ExplainAtOptions extends ScenarioOptions {
  /** An event, or states that are resolved, by the name in the scenario. */
  readonly at?: string;
}

/** Draws a scenario, as text or into a file. @throws ConfigurationError for what the user can mend */
export function drawScenarioCommand(
  file: string,
  { svg, ...options }: DrawOptions,
  { print }: Pick<Terminal, 'print'>,
): void {
  const drawing = drawingOfScenario(play(file, options));
  if (svg === undefined) {
    print(textDrawing(drawing));
    return;
  }
  try {
    writeFileSync(svg, svgDrawing(drawing));
  } catch (error) {
    throw new ConfigurationError(`The drawing cannot be written to ${svg}: ${(error as Error).message}`);
  }
  print(`drawn in ${svg}`);
}

/**
 * Explains where branches meet in a scenario and what is rejected, or one event or told state of it.
 *
 * @throws ConfigurationError for what the user can mend
 */
export function explainScenarioCommand(
  file: string,
  { at, ...options }: ExplainAtOptions,
  { print }: Pick<Terminal, 'print'>,
): void {
  const played = play(file, options);
  const { scenario, graph } = played;
  const told = Object.keys(scenario.resolve).map((name) => explanationAt(played, name));
  const explanations =
    at === undefined ? [explainGraph(graph, explainOptions(played)), ...told] : [explanationAt(played, at)];
  const head = [titleOf(played), ...unmetExpectations(played)].map(plainText).join('\n');
  print([head, ...explanations].join('\n\n'));
}

/**
 * Performs a scenario on a homeserver, in all room versions in which it holds, and tells what became of each event and of the state.
 *
 * @returns the exit status of a run
 * @throws ConfigurationError for what the user can mend, TargetError
 */
export async function runScenarioCommand(file: string, options: RunOptions, terminal: Terminal): Promise<number> {
  const { decides, resolve: told } = read(file);
  const unknown = Object.values(decides)
    .flat()
    .find((id) => !Object.hasOwn(fullCatalogue, id));
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `The scenario ${file} decides ${unknown}, which is no requirement. \`touchstone list 'state-resolution/**'\` shows them.`,
    );
  }
  if (Object.keys(told).length > 0) {
    throw new ConfigurationError(
      `The scenario ${file} resolves states that no event leads to (resolve): only \`touchstone scenario explain\` can do that.`,
    );
  }
  return runCommand([scenarioChecks], { ...options, scenario: resolve(file) }, terminal);
}

/** The checks that scenarios are: one for each file. */
const scenarioChecks = 'state-resolution/scenarios/**';

function play(file: string, { roomVersion }: ScenarioOptions): PlayedScenario {
  const scenario = read(file);
  const { roomVersions } = scenario;
  const [newest] = roomVersions.toReversed();
  const chosen = roomVersion ?? newest;
  if (chosen !== undefined && roomVersions.includes(chosen)) return playScenario(scenario, chosen);
  // In another, IDs may be asked for that it cannot have, and be looked for without end.
  throw new ConfigurationError(
    `The scenario ${file} holds in room versions ${roomVersions.join(', ')}, not in ${chosen}: choose one of them, or add it to its roomVersions.`,
  );
}

function read(file: string): Scenario {
  try {
    return readScenario(file);
  } catch (error) {
    if (error instanceof ScenarioError) throw new ConfigurationError(error.message, { cause: error });
    throw error;
  }
}

function drawingOfScenario(played: PlayedScenario): Drawing {
  const notes = unmetExpectations(played);
  try {
    return drawingOf(played.graph, { ...explainOptions(played), title: titleOf(played), notes });
  } catch (error) {
    if (error instanceof TooManyEvents) throw new ConfigurationError(`The scenario is not drawn: ${error.message}`);
    throw error;
  }
}

function titleOf({ scenario, graph }: PlayedScenario): string {
  return `${scenario.title} (room version ${graph.roomVersion})`;
}

function explainOptions(played: PlayedScenario): ExplainOptions {
  const softFailed = [...verdictsInOrder(played)].flatMap(([name, found]) =>
    found?.verdict === 'soft-failed' ? [played.idOf(name)] : [],
  );
  return { nameOf: played.nameOf, softFailed: new Set(softFailed) };
}

function explanationAt(played: PlayedScenario, name: string): string {
  const { graph, scenario, idOf, nameOf } = played;
  const states = toldStates(played, name);
  if (states) {
    const named = states.map((state, index) => ({ name: `${name} ${index + 1}`, state }));
    return explainStates(graph, named, nameOf);
  }
  if (scenario.events.has(name)) return explainEvent(graph, idOf(name), explainOptions(played));
  const known = [...scenario.events.keys(), ...Object.keys(scenario.resolve)];
  throw new ConfigurationError(`The scenario has no event ${name}. It has ${known.join(', ')}.`);
}
