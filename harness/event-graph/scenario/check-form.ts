import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { packageRoot } from '../../package-root.ts';
import type { ScenarioText } from './scenario-text.ts';
import type { WrittenScenario } from './written-scenario.ts';

/** The schema of scenarios. */
interface Form {
  readonly isScenario: ValidateFunction<WrittenScenario>;
  /** What names the kind of an event. */
  readonly verbs: readonly string[];
}

let compiled: Form | null = null;

/** Compiled when the first scenario is read: most checks read none, and it takes longer than many of them. */
function form(): Form {
  if (compiled) return compiled;
  const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas', 'scenario.json'), 'utf8')) as {
    $defs: { event: { oneOf: { required: string[] }[] } };
  };
  compiled = {
    isScenario: new Ajv2020({ allErrors: true, verbose: true }).compile<WrittenScenario>(schema),
    verbs: schema.$defs.event.oneOf.flatMap(({ required }) => required),
  };
  return compiled;
}

/** The scenario that a text has, if it has the form of schemas/scenario.json. @throws ScenarioError if it has not */
export function checkForm(text: ScenarioText): WrittenScenario {
  const { value } = text;
  const { isScenario } = form();
  if (isScenario(value)) return value;
  const errors = (isScenario.errors ?? []).filter(({ schemaPath }) => !schemaPath.includes('/oneOf/'));
  const [error] = errors.toSorted((one, another) => weightOf(one) - weightOf(another));
  if (!error) throw new Error('a value that breaks a schema has an error');
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));
  return text.fail(path, describe(error, path.join('.')), keyIn(error));
}

/** What says most comes first: that a condition was not met says nothing. */
function weightOf({ keyword }: ErrorObject): number {
  return ['additionalProperties', 'required', 'oneOf', 'enum', 'type'].includes(keyword) ? 0 : keyword === 'if' ? 2 : 1;
}

function keyIn({ keyword, params, propertyName }: ErrorObject): string | undefined {
  return keyword === 'additionalProperties' ? String(params['additionalProperty']) : propertyName;
}

function describe({ keyword, params, message, parentSchema, propertyName }: ErrorObject, at: string): string {
  const name = at === '' ? 'The scenario' : `"${at}"`;
  const known = Object.keys((parentSchema?.['properties'] ?? {}) as object).join(', ');
  const said: Record<string, () => string> = {
    required: () => `${name} lacks "${params['missingProperty']}". Add it.`,
    additionalProperties: () =>
      `${name} has "${params['additionalProperty']}", which means nothing here. It can have: ${known}.`,
    enum: () => `${name} must be one of: ${(params['allowedValues'] as unknown[]).join(', ')}.`,
    const: () => `${name} must be "${params['allowedValue']}".`,
    type: () => `${name} must be of type ${[params['type']].flat().join(' or ')}.`,
    oneOf: () => `${name} needs exactly one of: ${form().verbs.join(', ')}.`,
    pattern: () =>
      propertyName === undefined
        ? `${name} has a text that does not match ${params['pattern']}. Write it in that form.`
        : `${name} has the name ${propertyName}. Begin it with a letter, and leave out / and $.`,
  };
  return said[keyword]?.() ?? `${name} ${message}. See schemas/scenario.json.`;
}
