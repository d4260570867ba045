import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { configurationFileNames, findConfiguration, readConfiguration } from './configuration-file.ts';
import { ConfigurationError } from '../errors.ts';
import { features } from '../features.ts';
import { touches } from '../touches.ts';

const [module, json] = configurationFileNames;

test('the schema knows the same features and touches as the harness', () => {
  const schema = JSON.parse(readFileSync(new URL('../../../schemas/configuration.json', import.meta.url), 'utf8')) as {
    properties: Record<'features' | 'untouched', { items: { enum: string[] } }>;
  };
  expect(schema.properties.features.items.enum).toEqual(Object.keys(features));
  expect(schema.properties.untouched.items.enum).toEqual(Object.keys(touches));
});

test('a configuration is found by either name, and not by both', () => {
  const folder = temporaryFolder();
  expect(findConfiguration(folder)).toBeNull();
  writeFileSync(join(folder, json), '');
  expect(findConfiguration(folder)).toBe(join(folder, json));
  writeFileSync(join(folder, module), '');
  expect(() => findConfiguration(folder)).toThrow(
    new ConfigurationError(
      `There are both ${join(folder, module)} and ${join(folder, json)}. Remove one, or name one with --config.`,
    ),
  );
});

test('either is read', async () => {
  const folder = temporaryFolder();
  const configuration = { serverName: 'example.org', registration: { method: 'open' } };
  writeFileSync(join(folder, json), JSON.stringify(configuration));
  writeFileSync(join(folder, module), `export default ${JSON.stringify(configuration)};`);
  expect(await readConfiguration(join(folder, json))).toEqual(configuration);
  expect(await readConfiguration(join(folder, module))).toEqual(configuration);
});

test('a file that is not there is asked for, with an example', async () => {
  await expect(readConfiguration('/nowhere/touchstone.config.json')).rejects.toThrow(
    new ConfigurationError(
      'There is no configuration file /nowhere/touchstone.config.json. A homeserver that Touchstone does not start needs one: ' +
        '`touchstone init` writes touchstone.config.ts, or write touchstone.config.json with at least ' +
        '{ "serverName": "example.org", "registration": { "method": "open" } }',
    ),
  );
});

test('a file that cannot be read at all is told from that', async () => {
  await expect(readConfiguration('/')).rejects.toThrow('The configuration file / cannot be read: EISDIR');
});
