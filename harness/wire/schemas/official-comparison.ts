import path from 'node:path';
import { officialDocument, officialOperations, resolveOfficial } from './official-documents.ts';
import { allOperations, type Operation } from './operations.ts';
import { factsOf, type Fact, type Located } from './schema-facts.ts';
import { readSchema, schemasIn } from './schema-files.ts';

const nothing: Located = { schema: {}, file: '' };

/**
 * All differences between our schemas and the official documents, as sentences that name the place and both sides.
 */
export function differences(): string[] {
  return [...operationDifferences(), ...eventDifferences(), ...sharedDifferences()];
}

function operationDifferences(): string[] {
  const official = new Map([...officialOperations('client-server'), ...officialOperations('server-server')]);
  return allOperations().flatMap((operation) => {
    const theirs = official.get(operation.id);
    if (theirs === undefined) return [`${operation.id}: no such operation in the official documents`];
    const found = sayDifferent(`${operation.id} method and path`, say(theirs), say(operation));
    if (theirs.since !== undefined)
      found.push(...sayDifferent(`${operation.id} since`, `v${theirs.since}`, operation.since));
    const ours = readSchema(`${operation.id}.json`).$defs ?? {};
    for (const name of new Set([...theirs.bodies.keys(), ...Object.keys(ours)])) {
      const at = `${operation.id} ${name}`;
      if (!theirs.bodies.has(name)) found.push(`${at}: only we describe it`);
      else if (ours[name] === undefined) found.push(`${at}: only the official documents describe it`);
      else found.push(...compare(at, theirs.bodies.get(name) ?? nothing, ourPart(`${operation.id}.json`, name)));
    }
    return found;
  });
}

function say({ method, path: route }: Pick<Operation, 'method' | 'path'>): string {
  return `${method} ${route}`;
}

/** Of an event the content, and what is special for its type: the envelope is that of the client event. */
function eventDifferences(): string[] {
  return schemasIn('events')
    .filter((name) => path.posix.basename(name).startsWith('m.'))
    .flatMap((name) => {
      const official = officialDocument(`event-schemas/schema/${path.posix.basename(name, '.json')}.yaml`);
      const special = /^(?:\/content|\/type|\/state_key|\/redacts)(?:\/|$)/u;
      return compare(name.slice(0, -'.json'.length), official, ourPart(name), special);
    });
}

function sharedDifferences(): string[] {
  const client = 'api/client-server/definitions';
  const server = 'api/server-server/definitions';
  const pairs: [string, string][] = [
    ['error.json', `${client}/errors/error.yaml`],
    ['rate-limited.json', `${client}/errors/rate_limited.yaml`],
    ['user-interactive.json', `${client}/auth_response.yaml`],
    ['events/client-event.json', `${client}/client_event.yaml`],
    ['events/stripped-state.json', 'event-schemas/schema/core-event-schema/stripped_state.yaml'],
    ...['v1', 'v3', 'v4', 'v6', 'v11', 'v12'].map((format): [string, string] => [
      `events/pdu-${format}.json`,
      `${server}/pdu_${format}.yaml`,
    ]),
    ...schemasIn('edus').map((name): [string, string] => [
      name,
      name === 'edus/edu.json'
        ? `${server}/edu.yaml`
        : `${server}/event-schemas/${path.posix.basename(name, '.json')}.yaml`,
    ]),
  ];
  return pairs.flatMap(([ours, official]) =>
    compare(ours.slice(0, -'.json'.length), officialDocument(official), ourPart(ours)),
  );
}

function compare(at: string, official: Located, ours: Located, only = /^/u): string[] {
  const theirFacts = factsOf(official, resolveOfficial);
  const ourFacts = factsOf(ours, resolveOurs);
  const found: string[] = [];
  for (const pointer of new Set([...theirFacts.keys(), ...ourFacts.keys()])) {
    const parent = pointer.slice(0, pointer.lastIndexOf('/'));
    const bothHaveParent = theirFacts.has(parent) && ourFacts.has(parent);
    if (!only.test(pointer) || !bothHaveParent) continue;
    found.push(...compareFacts(`${at} ${pointer}`.trim(), theirFacts.get(pointer), ourFacts.get(pointer)));
  }
  return found;
}

function compareFacts(at: string, official: Fact | undefined, ours: Fact | undefined): string[] {
  if (official === undefined) return [`${at}: only we describe it`];
  if (ours === undefined) return [`${at}: only the official documents describe it`];
  return [
    ...sayDifferent(at, necessity(official), necessity(ours)),
    ...sayDifferent(at, official.types || 'any type', ours.types || 'any type'),
    ...sayDifferent(at, official.values || 'any value', ours.values || 'any value'),
  ];
}

function necessity(fact: Fact): string {
  return fact.required ? 'required' : 'optional';
}

function sayDifferent(at: string, official: string, ours: string): string[] {
  return official === ours ? [] : [`${at}: official ${official}, ours ${ours}`];
}

function ourPart(file: string, name?: string): Located {
  const schema = readSchema(file);
  return { schema: name === undefined ? schema : schema.$defs?.[name], file };
}

function resolveOurs(reference: string, file: string): Located {
  const [target = '', pointer = ''] = reference.split('#');
  const name = target === '' ? file : path.posix.join(path.posix.dirname(file), target);
  const definition = pointer.slice('/$defs/'.length);
  return ourPart(name, definition === '' ? undefined : definition);
}
