import type { JsonValue } from '../../protocol/json.ts';
import { officialDocumentsAreHere, officialOperations, resolveOfficial } from './official-documents.ts';
import type { Located } from './schema-facts.ts';

/** A body that the official documents give as an example. */
export interface OfficialExample {
  readonly operation: string;
  /** `request` or `response-<status>`. */
  readonly body: string;
  readonly value: JsonValue;
}

const operations = officialDocumentsAreHere
  ? new Map([...officialOperations('client-server'), ...officialOperations('server-server')])
  : new Map<string, never>();

/** The examples for one operation; none where the official documents are absent. */
export function officialExamples(operation: string): OfficialExample[] {
  return [...(operations.get(operation)?.examples ?? [])].flatMap(([body, examples]) =>
    examples.map((example) => ({ operation, body, value: whole(example) as JsonValue })),
  );
}

/** An example with those that it refers to: `$ref` and `allOf` are used in examples as they are in schemas. */
function whole({ schema, file }: Located): unknown {
  if (Array.isArray(schema)) return schema.map((item) => whole({ schema: item, file }));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, allOf, ...own } = schema as Readonly<Record<string, unknown>>;
  if (typeof $ref === 'string' && Object.keys(schema).length === 1) return whole(resolveOfficial($ref, file));
  const bases = Array.isArray(allOf) ? allOf.map((part) => whole({ schema: part, file })) : [];
  if (typeof $ref === 'string') bases.push(whole(resolveOfficial($ref, file)));
  const parts = Object.entries(own).map(([key, part]) => [key, whole({ schema: part, file })]);
  return Object.assign({}, ...bases, Object.fromEntries(parts)) as unknown;
}
