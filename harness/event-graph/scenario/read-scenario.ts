import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import { allRoomVersions, type RoomVersion } from '../../protocol/room-versions.ts';
import { algorithmsOf, byAlgorithm } from './by-algorithm.ts';
import { checkForm } from './check-form.ts';
import { checkReferences } from './check-references.ts';
import type { ByAlgorithm, Expectations, ExpectedVerdict, Outcome, Scenario } from './scenario.ts';
import { ScenarioError } from './scenario-error.ts';
import { ScenarioText } from './scenario-text.ts';
import { beginningOf, spellOutEvent } from './spell-out-event.ts';
import type { WrittenScenario, WrittenVerdict, WrittenVersions } from './written-scenario.ts';

/** The scenarios of Touchstone. */
export const scenarioFolder = join(packageRoot, 'fixtures', 'event-graphs');

/** All scenarios of a folder, by their names. @throws ScenarioError at the first thing that is wrong */
export function scenariosIn(folder: string = scenarioFolder): Scenario[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return files.toSorted().map((name) => readScenario(join(folder, name)));
}

/** Reads the file of a scenario. @throws ScenarioError at the first thing that is wrong; quotes the line */
export function readScenario(file: string): Scenario {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { message } = error as Error;
    throw new ScenarioError(`The scenario ${file} cannot be read: ${message}. Check the path.`, { cause: error });
  }
  return parseScenario(text, file);
}

/** Reads the text of a scenario. @param file its path, for its name and messages */
export function parseScenario(text: string, file: string): Scenario {
  const source = new ScenarioText(text, file);
  const written = checkForm(source);
  const actors = new Map(
    written.actors.map((actor) => actor.split('@') as [string, string?]).map(([user, server = 'a']) => [user, server]),
  );
  const [creator = ''] = actors.keys();
  const beginning = beginningOf(written.room, creator);
  const names = beginning.map(([name]) => name);
  checkReferences(source, written, new Set(actors.keys()), names);
  const events = new Map([
    ...beginning,
    ...Object.entries(written.events).map(([name, event]) => [name, spellOutEvent(event, creator)] as const),
  ]);
  const roomVersions = versionsOf(written.roomVersions ?? 'all');
  const algorithms = algorithmsOf(roomVersions);
  return {
    slug: basename(file, '.yaml'),
    title: written.title,
    why: written.why.trim(),
    ...(written.catalogue !== undefined && { catalogue: written.catalogue }),
    decides: byAlgorithm(written.decides, algorithms),
    roomVersions,
    vectors: written.vectors === undefined ? [] : versionsOf(written.vectors),
    actors,
    events,
    resolve: written.resolve ?? {},
    ...(written.deliver && { deliver: { notAmongMissing: [], ...written.deliver } }),
    expect: expectationsOf(written, algorithms),
  };
}

function versionsOf(written: WrittenVersions): RoomVersion[] {
  if (written === 'all') return [...allRoomVersions];
  const isMeant = (version: number): boolean => {
    if (Array.isArray(written)) return written.includes(version);
    const { since = 1, until = Infinity } = written as { since?: number; until?: number };
    return version >= since && version <= until;
  };
  return allRoomVersions.filter((version) => isMeant(Number(version)));
}

function expectationsOf({ expect }: WrittenScenario, algorithms: ReturnType<typeof algorithmsOf>): Expectations {
  const { states, order = {}, verdicts = {} } = expect;
  return {
    states: mapped(
      states,
      (written) => mapped(byAlgorithm<Outcome>(written, algorithms), outcomeOf) as ByAlgorithm<Outcome>,
    ),
    order: mapped(order, (written) => byAlgorithm<readonly string[]>(written, algorithms)),
    verdicts: mapped(verdicts, verdictOf),
  };
}

/** Event types have a dot, and users have none. */
function outcomeOf(written: Outcome): Outcome {
  return Object.fromEntries(Object.entries(written).map(([key, name]) => [key.includes('.') ? key : `@${key}`, name]));
}

function verdictOf(written: WrittenVerdict): ExpectedVerdict {
  return typeof written === 'string' ? { verdict: written } : { verdict: 'rejected', ruleId: written.rejected };
}

function mapped<In, Out>(values: Readonly<Record<string, In>>, change: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
