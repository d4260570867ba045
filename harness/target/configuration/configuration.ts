import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { knownHomeservers } from '../../homeservers/known-homeservers.ts';
import { packageRoot } from '../../package-root.ts';
import { closestWord } from '../closest-word.ts';
import type { Feature } from '../features.ts';
import type { Registration } from '../target.ts';
import type { Touch } from '../touches.ts';

/** What a configuration file says of a homeserver that runs already; its schema is schemas/configuration.json. */
export interface Configuration {
  /** For editors of JSON files. */
  readonly $schema?: string;
  /** The part after the colon of its user IDs. */
  readonly serverName: string;
  /** Which homeserver it is, by its name in Touchstone. Says what it tells other homeservers of the events of a room, and no more. */
  readonly homeserver?: string | undefined;
  /** Base URL of the client-server API, without `/_matrix`; the URL of `--target` where it is left out. */
  readonly clientUrl?: string | undefined;
  /** Base URL of the server-server API, without `/_matrix`. Without it federation is not checked. */
  readonly federationUrl?: string | null | undefined;
  /** Host name under which the homeserver reaches this machine, and so the fake servers; `localhost` where it is left out. */
  readonly peerHost?: string | undefined;
  /** How users come by their accounts. */
  readonly registration: Registration;
  /** Paths of PEM files, relative to the configuration file. Without them federation is not checked. */
  readonly certificateAuthority?: { readonly certificate: string; readonly privateKey: string } | null | undefined;
  /** The optional features that the homeserver offers. */
  readonly features?: readonly Feature[] | undefined;
  /** What must stay as it is. */
  readonly untouched?: readonly Touch[] | undefined;
}

/** Something wrong in a configuration. */
export interface Mistake {
  /** Where: names of properties and positions in lists. */
  readonly path: readonly (string | number)[];
  /** The name of a property of that place that means nothing. */
  readonly extra?: string;
  /** What is wrong and what to do, as a sentence. */
  readonly text: string;
}

/**
 * Holds a value against the schema, and against what a schema cannot say.
 *
 * @param value what a file says
 * @returns the configuration, or the first thing that is wrong
 */
export function checkConfiguration(value: unknown): Configuration | Mistake {
  const validate = new Ajv2020({ strictTypes: false, strictRequired: false }).compile<Configuration>(readSchema());
  if (validate(value)) return contradictionIn(value) ?? value;
  const [error] = validate.errors ?? [];
  if (error === undefined) throw new Error('a value that breaks a schema has an error');
  const extra: unknown = error.params['additionalProperty'];
  return { path: pathOf(error), ...(typeof extra === 'string' && { extra }), text: describe(error) };
}

/** Tells a mistake from a configuration. */
export function isMistake(outcome: Configuration | Mistake): outcome is Mistake {
  return 'text' in outcome && 'path' in outcome;
}

function readSchema(): Record<string, unknown> {
  const schema = join(packageRoot, 'schemas', 'configuration.json');
  return JSON.parse(readFileSync(schema, 'utf8')) as Record<string, unknown>;
}

/** Where the user ID of an account stands. */
function placeOfUserId(position: number): Mistake['path'] {
  return ['registration', 'accounts', position, 'userId'];
}

/** A position in a list is a number to the reader of the file, and a text in a JSON pointer. */
function pathOf({ instancePath }: ErrorObject): (string | number)[] {
  const steps = instancePath.split('/').slice(1);
  return steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

function contradictionIn({ serverName, homeserver, registration, untouched = [] }: Configuration): Mistake | null {
  const names = knownHomeservers.map(({ name }) => name);
  if (homeserver !== undefined && !names.includes(homeserver)) {
    const meant = closestWord(homeserver, names);
    const text = `"homeserver" must be one of: ${names.join(', ')}${meant === undefined ? '' : ` (did you mean ${meant}?)`}. Leave it out for any other.`;
    return { path: ['homeserver'], text };
  }
  if (registration.method !== 'accounts') {
    const position = untouched.indexOf('registration');
    const text =
      '"untouched" has "registration", and "registration.method" has users registered. Give accounts instead.';
    return position === -1 ? null : { path: ['untouched', position], text };
  }
  const userIds = registration.accounts.map(({ userId }) => userId);
  const elsewhere = userIds.findIndex((userId) => userId.slice(userId.indexOf(':') + 1) !== serverName);
  if (elsewhere !== -1) {
    const text = `"${placeOfUserId(elsewhere).join('.')}" is no user of ${serverName}: the part after the colon must be "serverName".`;
    return { path: placeOfUserId(elsewhere), text };
  }
  const again = userIds.findIndex((userId, position) => userIds.indexOf(userId) !== position);
  if (again === -1) return null;
  const text = `"${placeOfUserId(again).join('.')}" is there already. Give each account once: checks use them at the same time.`;
  return { path: placeOfUserId(again), text };
}

function describe({ instancePath, keyword, params, message }: ErrorObject): string {
  const name = instancePath === '' ? 'The configuration' : `"${instancePath.slice(1).replaceAll('/', '.')}"`;
  const listed: Record<string, () => string> = {
    required: () => `${name} lacks "${params['missingProperty']}". Add it.`,
    additionalProperties: () => `${name} has "${params['additionalProperty']}", which means nothing here. Remove it.`,
    enum: () => `${name} must be one of: ${(params['allowedValues'] as string[]).join(', ')}.`,
    pattern: () => `${name} does not have the form that it needs (${shouldBe(instancePath)}).`,
    'false schema': () => `${name} means nothing with the other values here. Remove it.`,
    type: () => `${name} must be of type ${[params['type']].flat().join(' or ')}.`,
  };
  return listed[keyword]?.() ?? `${name} ${message}.`;
}

function shouldBe(instancePath: string): string {
  const examples: Record<string, string> = {
    '/serverName': 'a server name such as example.org or example.org:8448, without https://',
    '/clientUrl': 'a URL such as https://matrix.example.org',
    '/federationUrl': 'a URL such as https://matrix.example.org:8448',
  };
  if (instancePath.endsWith('/userId')) return 'a user ID such as @alice:example.org';
  return examples[instancePath] ?? 'see schemas/configuration.json';
}
