import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { brokenRules } from './registry.ts';
import { packageRoot } from '../../package-root.ts';
import { hasSchema, readSchema, schemaBase } from './schema-files.ts';

const all = readdirSync(path.join(packageRoot, 'schemas'), { recursive: true, encoding: 'utf8' })
  .map((name) => name.split(path.sep).join('/'))
  .filter((name) => name.endsWith('.json'));
const draft = new Ajv2020({ strict: false });

describe('all files below schemas/', () => {
  test('are many', () => {
    expect(all.length).toBeGreaterThan(100);
  });

  test.each(all)('%s is JSON Schema 2020-12, named after its place, with a title, and compiles', (name) => {
    const schema = readSchema(name);
    void draft.validateSchema(schema);
    expect(draft.errors ?? []).toEqual([]);
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: schemaBase + name,
      title: expect.stringMatching(/\S/u) as string,
    });
    for (const part of Object.keys(schema.$defs ?? {}))
      expect(brokenRules(`${name}#/$defs/${part}`, {})).toBeInstanceOf(Array);
    expect(brokenRules(name, {})).toBeInstanceOf(Array);
  });
});

test('knows which files exist', () => {
  expect(hasSchema('error.json')).toBe(true);
  expect(hasSchema('no-such.json')).toBe(false);
});

test('says which schema is missing', () => {
  expect(() => brokenRules('client-server/sync.json#/$defs/response-999', {})).toThrow('response-999');
});
