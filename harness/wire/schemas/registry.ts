import path from 'node:path';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonValue } from '../../protocol/json.ts';
import { standInForNumbers } from './number-stand-ins.ts';
import { readSchema, schemaBase, type SchemaFile } from './schema-files.ts';

/** One rule of a schema that a value breaks. */
export interface BrokenRule {
  /** JSON pointer to the part of the value. */
  readonly path: string;
  readonly keyword: string;
  readonly message: string;
}

/** More would only repeat the same mistake, once an item of a long list; and the target decides how long it is. */
const mostRulesReported = 20;

/** These only say that another rule is broken, which is reported as well. */
const repeatedKeywords: ReadonlySet<string> = new Set(['if', 'propertyNames']);

const ajv = new Ajv2020({
  strict: true,
  allowUnionTypes: true,
  strictRequired: false,
  allErrors: true,
  unicodeRegExp: true,
  verbose: true,
  // The meta-schema costs more time than all other schemas of a run: the unit tests hold our files against it instead.
  meta: false,
  validateSchema: false,
  logger: false,
});
ajv.addVocabulary(['operation', 'since']);
addFormats.default(ajv, ['uri']);
const added = new Set<string>();

/**
 * The compiled schema, compiled when it is first asked for.
 *
 * @param schema file below `schemas/` and pointer, such as `client-server/sync.json#/$defs/response-200`
 * @throws Error where the file or the pointer does not exist
 */
function compiled(schema: string): ValidateFunction {
  add(schema.split('#', 1)[0] ?? schema);
  const validate = ajv.getSchema(schemaBase + schema);
  if (validate === undefined) throw new Error(`There is no schema ${schema} below schemas/.`);
  return validate;
}

/**
 * Holds a value against a schema.
 *
 * @param schema file below `schemas/` and pointer
 * @param value any JSON value; a number that is not written as an integer is none, even if it is one in mathematics
 * @returns the broken rules, at most the first 20; none if the value is valid
 * @throws Error where the file or the pointer does not exist
 */
export function brokenRules(schema: string, value: JsonValue): BrokenRule[] {
  const validate = compiled(schema);
  const { standIn, literals } = standInForNumbers(value);
  if (validate(standIn)) return [];
  return (validate.errors ?? [])
    .filter((error) => !repeatedKeywords.has(error.keyword))
    .slice(0, mostRulesReported)
    .map((error) => brokenRule(error, literals));
}

function brokenRule(error: ErrorObject, literals: ReadonlyMap<string, string>): BrokenRule {
  const literal = literals.get(error.instancePath);
  return {
    path: error.instancePath,
    keyword: error.keyword,
    message:
      literal !== undefined && error.keyword === 'type' && error.schema === 'integer'
        ? `${literal} is not written as an integer`
        : describe(error, literal ?? JSON.stringify(error.data) ?? 'nothing'),
  };
}

function describe(error: ErrorObject, found: string): string {
  const message = error.message ?? `breaks the keyword ${error.keyword}`;
  if (error.keyword === 'required' || error.keyword === 'dependentRequired') return message;
  const allowed: unknown = error.params['allowedValues'] ?? error.params['allowedValue'];
  const expected = allowed === undefined ? '' : `: ${JSON.stringify(allowed)}`;
  return `${message}${expected}, found ${found.length > 100 ? `${found.slice(0, 100)}…` : found}`;
}

/** Adds a file and what it refers to; ajv finds them by `$id`. */
function add(name: string): void {
  if (added.has(name)) return;
  added.add(name);
  const schema = readSchema(name);
  ajv.addSchema(schema);
  for (const reference of references(schema)) add(path.posix.join(path.posix.dirname(name), reference));
}

function references(schema: SchemaFile): string[] {
  return [...JSON.stringify(schema).matchAll(/"\$ref":"([^"#]+)/gu)].map((match) => match[1] ?? '');
}
