/** A schema, where it stands: references in it are relative to that. */
export interface Located {
  readonly schema: unknown;
  readonly file: string;
}

/** Finds what a `$ref` points at. */
export type Resolve = (reference: string, file: string) => Located;

/** What a schema says about one place in a value, in a form in which two schemas can be compared. */
export interface Fact {
  readonly required: boolean;
  /** Names of types, joined by `|`; empty where any type will do. */
  readonly types: string;
  /** The values allowed, as JSON; empty where all are. */
  readonly values: string;
}

interface Shape {
  types: ReadonlySet<string> | undefined;
  values: ReadonlySet<string> | undefined;
  required: ReadonlySet<string>;
  /** Key → schemas that hold for its value; `*` are the items of an array, `{}` all other keys. */
  parts: ReadonlyMap<string, readonly Located[]>;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * What a schema requires, by place: pointer with `*` for each item of an array and `{}` for any key of a map.
 *
 * Left out are bounds, formats and conditions: the two sides write these in too many ways.
 *
 * @param resolve finds what a `$ref` points at
 */
export function factsOf(root: Located, resolve: Resolve): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  const visit = (places: readonly Located[], pointer: string, required: boolean): void => {
    const shape = every(places.map((place) => shapeOf(place, resolve)));
    if (pointer.endsWith('/{}') && saysNothing(shape)) return;
    facts.set(pointer, { required, types: joined(shape.types, '|'), values: joined(shape.values, ' ') });
    for (const [key, parts] of shape.parts) visit(parts, `${pointer}/${key}`, shape.required.has(key));
  };
  visit([root], '', true);
  return facts;
}

function shapeOf({ schema, file }: Located, resolve: Resolve): Shape {
  const node = isJson(schema) ? schema : {};
  const own = ownShape(node, file);
  const shapes = [own];
  if (typeof node['$ref'] === 'string') {
    const named = namedShape(node['$ref']);
    shapes.push(named ?? shapeOf(resolve(node['$ref'], file), resolve));
  }
  for (const part of list(node['allOf'])) shapes.push(shapeOf({ schema: part, file }, resolve));
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = list(node[keyword]).map((part) => shapeOf({ schema: part, file }, resolve));
    if (branches.length > 0) shapes.push(either(branches));
  }
  return every(shapes);
}

function ownShape(node: Json, file: string): Shape {
  const parts = new Map<string, Located[]>();
  const addPart = (key: string, schema: unknown): void => {
    if (isJson(schema) && Object.keys(schema).length > 0) parts.set(key, [...(parts.get(key) ?? []), { schema, file }]);
  };
  for (const [key, schema] of entries(node['properties'])) addPart(key, schema);
  for (const [, schema] of entries(node['patternProperties'])) addPart('{}', schema);
  addPart('{}', node['additionalProperties']);
  addPart('*', node['items']);
  if (list(node['prefixItems']).length > 0) addPart('*', { anyOf: node['prefixItems'] });
  const types = list(node['type'] ?? []).concat(typeof node['type'] === 'string' ? [node['type']] : []);
  return {
    types: types.length > 0 ? new Set(types.map(String)) : undefined,
    values: valuesOf(node),
    required: new Set(list(node['required']).map(String)),
    parts,
  };
}

function valuesOf(node: Json): ReadonlySet<string> | undefined {
  if (Array.isArray(node['enum'])) return new Set(node['enum'].map((value) => JSON.stringify(value)));
  if (node['const'] !== undefined) return new Set([JSON.stringify(node['const'])]);
  // The official event schemas write "the empty string" as a pattern.
  return node['pattern'] === '^$' ? new Set(['""']) : undefined;
}

/** Shapes that stand in hundreds of places and are compared once, on their own; or that we cannot know where they stand. */
function namedShape(reference: string): Shape | undefined {
  const name = /(?:^|\/)(?:error|rate_limited|rate-limited|pdu)\.(?:yaml|json)$/u.exec(reference)?.[0];
  if (name === undefined) return undefined;
  if (name.includes('pdu')) return { ...empty, types: new Set(['object']) };
  return { ...empty, types: new Set([name.includes('rate') ? 'rate limit error' : 'error']) };
}

const empty: Shape = { types: undefined, values: undefined, required: new Set(), parts: new Map() };

function saysNothing(shape: Shape): boolean {
  return shape.types === undefined && shape.values === undefined && shape.parts.size === 0;
}

function every(shapes: readonly Shape[]): Shape {
  const allTypes = shapes.flatMap((shape) => (shape.types === undefined ? [] : [shape.types]));
  const allValues = shapes.flatMap((shape) => (shape.values === undefined ? [] : [shape.values]));
  return {
    types: allTypes.length > 0 ? allTypes.reduce(intersection) : undefined,
    values: allValues.length > 0 ? allValues.reduce(intersection) : undefined,
    required: new Set(shapes.flatMap((shape) => [...shape.required])),
    parts: allParts(shapes),
  };
}

function either(shapes: readonly Shape[]): Shape {
  const objects = shapes.filter((shape) => shape.types?.has('object') ?? true);
  return {
    types: union(shapes.map((shape) => shape.types)),
    values: union(shapes.map((shape) => shape.values)),
    required: objects.map((shape) => shape.required).reduce(intersection, objects[0]?.required ?? new Set()),
    parts: allParts(shapes),
  };
}

function allParts(shapes: readonly Shape[]): ReadonlyMap<string, readonly Located[]> {
  const parts = new Map<string, readonly Located[]>();
  for (const shape of shapes) {
    for (const [key, places] of shape.parts) parts.set(key, [...(parts.get(key) ?? []), ...places]);
  }
  return parts;
}

function union(sets: readonly (ReadonlySet<string> | undefined)[]): ReadonlySet<string> | undefined {
  return sets.includes(undefined) ? undefined : new Set(sets.flatMap((set) => [...(set ?? [])]));
}

function intersection(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((value) => b.has(value)));
}

function joined(set: ReadonlySet<string> | undefined, separator: string): string {
  return [...(set ?? [])].toSorted().join(separator);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function entries(value: unknown): [string, unknown][] {
  return isJson(value) ? Object.entries(value) : [];
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
