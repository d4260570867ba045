import type { ScenarioPath, ScenarioText } from './scenario-text.ts';
import type { WrittenScenario, WrittenEvent } from './written-scenario.ts';

const eventKeys = ['sameTimeAs', 'earlierThan', 'sortsBefore', 'sortsAfter'] as const;
const actorKeys = ['sender', 'join', 'leave', 'knock', 'invite', 'kick', 'ban', 'unban'] as const;

/**
 * Checks that whatever a scenario names is there.
 *
 * @param actors localparts
 * @param beginning names of the events with which the room begins
 * @throws ScenarioError at the first name that means nothing
 */
export function checkReferences(
  text: ScenarioText,
  written: WrittenScenario,
  actors: ReadonlySet<string>,
  beginning: readonly string[],
): void {
  const names = new Set([...beginning, ...Object.keys(written.events)]);
  const check = new References(text, actors);
  for (const user of written.room?.joined ?? []) check.actor(user, ['room', 'joined']);
  const told = new Set(beginning);
  for (const [name, event] of Object.entries(written.events)) {
    if (told.has(name))
      text.fail(['events'], `There are two events ${name}: the room begins with one. Give it another name.`, name);
    checkEvent(check, event, ['events', name], told);
    told.add(name);
  }
  for (const [name, states] of Object.entries(written.resolve ?? {})) {
    if (names.has(name)) text.fail(['resolve'], `${name} is the name of an event. Give the states another name.`, name);
    for (const [index, state] of states.entries()) {
      for (const event of state) check.event(event, ['resolve', name, index], names);
    }
  }
  for (const [path, name] of leaves(written.deliver ?? {}, ['deliver'])) check.event(String(name), path, names);
  checkExpectations(check, written, names);
}

function checkEvent(check: References, event: WrittenEvent, path: ScenarioPath, told: ReadonlySet<string>): void {
  for (const key of actorKeys) if (event[key] !== undefined) check.actor(event[key], [...path, key]);
  for (const actor of Object.keys(event.powerLevels ?? {})) check.actor(actor, [...path, 'powerLevels'], actor);
  for (const key of eventKeys) if (event[key] !== undefined) check.event(event[key], [...path, key], told);
  for (const name of event.mergeOf ?? []) check.event(name, [...path, 'mergeOf'], told);
  const parents = [event.after ?? []].flat();
  for (const name of parents) if (!name.startsWith('$')) check.event(name, [...path, 'after'], told);
  for (const name of event.toldState ?? []) check.event(name, [...path, 'toldState'], told);
  if (parents.some((name) => name.startsWith('$')) && !event.authEvents && !event.toldState) {
    check.text.fail(
      path,
      'The state before an event with a parent that is missing is unknown. Say in authEvents what it cites, or in toldState what the state is.',
    );
  }
  for (const name of event.authEvents ?? []) {
    const isOfAnother = name.startsWith('$') || name.startsWith('elsewhere/');
    if (!isOfAnother) check.event(name, [...path, 'authEvents'], told);
  }
  if (event.idLike !== undefined && !isRegex(event.idLike)) {
    check.text.fail([...path, 'idLike'], `${event.idLike} is no regular expression. Mend it.`);
  }
  const speaks = event.sender ?? event.join ?? event.leave ?? event.knock;
  if (speaks === undefined && !event.mergeOf) check.text.fail(path, 'Nobody sends this event. Add "sender".');
}

function isRegex(source: string): boolean {
  try {
    return Boolean(new RegExp(source));
  } catch {
    return false;
  }
}

function checkExpectations(
  check: References,
  { expect, resolve = {} }: WrittenScenario,
  names: ReadonlySet<string>,
): void {
  const probes = new Set([...names, ...Object.keys(resolve)]);
  for (const name of Object.keys(expect.states)) check.event(name, ['expect', 'states'], probes, name);
  for (const name of Object.keys(expect.order ?? {})) check.event(name, ['expect', 'order'], probes, name);
  for (const name of Object.keys(expect.verdicts ?? {})) check.event(name, ['expect', 'verdicts'], names, name);
  for (const [path, said] of leaves(expect.states, ['expect', 'states'])) {
    if (typeof said !== 'string') continue;
    check.event(said, path, names);
    const key = String(path.at(-1));
    if (!key.includes('.')) check.actor(key, path.slice(0, -1), key);
  }
  for (const [path, said] of leaves(expect.order ?? {}, ['expect', 'order'])) check.event(String(said), path, names);
}

/** All values that hold no others, with the way to each. */
function leaves(value: unknown, path: ScenarioPath): [ScenarioPath, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, one]) => leaves(one, [...path, isList ? Number(key) : key]));
}

class References {
  readonly text: ScenarioText;
  readonly #actors: ReadonlySet<string>;

  constructor(text: ScenarioText, actors: ReadonlySet<string>) {
    this.text = text;
    this.#actors = actors;
  }

  actor(name: string, path: ScenarioPath, key?: string): void {
    if (this.#actors.has(name)) return;
    this.text.fail(
      path,
      `${name} is no actor. Add it to "actors", or take one of: ${[...this.#actors].join(', ')}.`,
      key,
    );
  }

  event(name: string, path: ScenarioPath, known: ReadonlySet<string>, key?: string): void {
    if (known.has(name)) return;
    this.text.fail(path, `There is no event ${name} before this. Take one of: ${[...known].join(', ')}.`, key);
  }
}
