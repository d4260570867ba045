import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { Located } from './schema-facts.ts';
import { packageRoot } from '../../package-root.ts';

/** An operation as the official OpenAPI documents describe it. */
export interface OfficialOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Undefined where the documents do not say. */
  readonly since: string | undefined;
  /** `request` or `response-<status>` → schema of the JSON body, undefined where none is described. */
  readonly bodies: ReadonlyMap<string, Located | undefined>;
  /** The same names → the bodies that are given as examples. */
  readonly examples: ReadonlyMap<string, readonly Located[]>;
}

type Yaml = Readonly<Record<string, unknown>>;

/** The folder `data` of the specification's repository, or where it would be. */
export const officialFolder = path.join(
  process.env['TOUCHSTONE_SPEC'] ?? path.join(packageRoot, '../shared/spec/matrix-spec'),
  'data',
);

/** Whether the official documents are on this machine. */
export const officialDocumentsAreHere = existsSync(officialFolder);

const documents = new Map<string, Yaml>();

/** Reads one document; its path is relative to {@link officialFolder}. */
export function officialDocument(file: string): Located {
  const known = documents.get(file);
  if (known !== undefined) return { schema: known, file };
  const read = parse(readFileSync(path.join(officialFolder, file), 'utf8')) as Yaml;
  documents.set(file, read);
  return { schema: read, file };
}

/** Finds what a `$ref` in an official document points at. */
export function resolveOfficial(reference: string, file: string): Located {
  const [target = '', pointer = ''] = reference.split('#');
  const document = officialDocument(target === '' ? file : path.posix.join(path.posix.dirname(file), target));
  const schema = pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((part, key) => (part as Yaml)[key], document.schema);
  return { schema, file: document.file };
}

/** All operations of one API, by id such as `client-server/sync`. */
export function officialOperations(api: string): Map<string, OfficialOperation> {
  const operations = new Map<string, OfficialOperation>();
  const folder = `api/${api}`;
  for (const name of readdirSync(path.join(officialFolder, folder)).filter((entry) => entry.endsWith('.yaml'))) {
    const file = `${folder}/${name}`;
    const document = officialDocument(file).schema as OpenApi;
    const basePath = document.servers?.[0]?.variables.basePath.default ?? '';
    for (const [route, item] of Object.entries(document.paths)) {
      for (const [method, described] of Object.entries(item)) {
        const id = `${api}/${described.operationId}`;
        const since = described['x-addedInMatrixVersion'];
        const operation = { id, method: method.toUpperCase(), path: `${basePath}${route.trim()}`, since };
        operations.set(id, { ...operation, ...bodiesOf(described, file) });
      }
    }
  }
  return operations;
}

interface OpenApi {
  readonly servers?: readonly { readonly variables: { readonly basePath: { readonly default: string } } }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

interface OpenApiOperation {
  readonly operationId: string;
  readonly 'x-addedInMatrixVersion'?: string;
  readonly requestBody?: OpenApiContent;
  readonly responses: Readonly<Record<string, OpenApiContent>>;
}

interface OpenApiContent {
  readonly content?: Readonly<Record<string, OpenApiBody>>;
}

interface OpenApiBody {
  readonly schema?: { readonly example?: unknown };
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

function bodiesOf(operation: OpenApiOperation, file: string): Pick<OfficialOperation, 'bodies' | 'examples'> {
  const bodies = new Map<string, Located | undefined>();
  const examples = new Map<string, readonly Located[]>();
  const add = (name: string, described: OpenApiContent): void => {
    const body = described.content?.['application/json'];
    bodies.set(name, body?.schema === undefined ? undefined : { schema: body.schema, file });
    const values = Object.values(body?.examples ?? {}).map((example) => example.value);
    if (body?.schema?.example !== undefined) values.push(body.schema.example);
    examples.set(
      name,
      values.map((schema) => ({ schema, file })),
    );
  };
  if (operation.requestBody !== undefined) add('request', operation.requestBody);
  for (const [status, body] of Object.entries(operation.responses)) add(`response-${status}`, body);
  return { bodies, examples };
}
