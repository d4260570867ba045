import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseConfiguration, readConfiguration } from './configuration-file.ts';
import { ConfigurationError } from './errors.ts';
import { features } from './features.ts';

const whole = `{
  "serverName": "example.org",
  "clientUrl": "https://matrix.example.org",
  "federationUrl": "https://matrix.example.org:8448",
  "registration": { "method": "shared-secret", "secret": "s" },
  "certificateAuthority": { "certificate": "ca.pem", "privateKey": "ca.key" },
  "features": ["guests"]
}`;

describe('the configuration file', () => {
  test('is read as it is written', () => {
    expect(parseConfiguration(whole, 'c.json')).toEqual(JSON.parse(whole));
  });

  test('needs no more than a name and a way to register', () => {
    const least = '{ "serverName": "[::1]:8448", "registration": { "method": "open" } }';
    expect(parseConfiguration(least, 'c.json')).toEqual(JSON.parse(least));
  });

  test('knows the same features as the harness', () => {
    const schema = JSON.parse(readFileSync(new URL('../../schemas/configuration.json', import.meta.url), 'utf8')) as {
      properties: { features: { items: { enum: string[] } } };
    };
    expect(schema.properties.features.items.enum).toEqual(Object.keys(features));
  });

  test('is asked for where it is missing, with an example', async () => {
    await expect(readConfiguration('/nowhere/touchstone.config.json')).rejects.toThrow(
      new ConfigurationError(
        'A homeserver that Touchstone does not start needs a configuration file, and there is no ' +
          '/nowhere/touchstone.config.json. Write one, at least: ' +
          '{ "serverName": "example.org", "registration": { "method": "open" } }',
      ),
    );
  });

  test('is told from what cannot be read at all', async () => {
    await expect(readConfiguration('/')).rejects.toThrow('The configuration file / cannot be read: EISDIR');
  });
});

/** The whole file with one line replaced. */
function line(number: number, text: string): string {
  return whole
    .split('\n')
    .with(number - 1, text)
    .join('\n');
}

describe('a mistake in the configuration file is quoted with its line and its remedy', () => {
  test.for([
    {
      text: line(2, '  "serverName": "https://example.org",'),
      message:
        'c.json:2:17: "serverName" does not have the form that it needs (a server name such as example.org or example.org:8448, without https://).\n  2 |   "serverName": "https://example.org",',
    },
    {
      text: line(3, '  "clientURL": "https://matrix.example.org",'),
      message:
        'c.json:3:3: The configuration has "clientURL", which means nothing here. Remove it.\n  3 |   "clientURL": "https://matrix.example.org",',
    },
    {
      text: line(5, '  "registration": { "method": "shared-secret" },'),
      message:
        'c.json:5:19: "registration" lacks "secret". Add it.\n  5 |   "registration": { "method": "shared-secret" },',
    },
    {
      text: line(5, '  "registration": { "method": "closed" },'),
      message:
        'c.json:5:31: "registration.method" must be one of: open, shared-secret.\n  5 |   "registration": { "method": "closed" },',
    },
    {
      text: line(5, '  "registration": { "method": "open", "secret": "s" },'),
      message:
        'c.json:5:49: "registration.secret" means nothing with the other values here. Remove it.\n  5 |   "registration": { "method": "open", "secret": "s" },',
    },
    {
      text: line(5, '  "registration": { "method": "shared-secret", "secret": 5 },'),
      message:
        'c.json:5:58: "registration.secret" must be of type string.\n  5 |   "registration": { "method": "shared-secret", "secret": 5 },',
    },
    {
      text: line(7, '  "features": ["guests", "guest"]'),
      message: 'c.json:7:26: "features.1" must be one of: guests, ',
    },
    { text: line(4, '  "federationUrl": https'), message: 'c.json:4:20: This is not JSON: ' },
    { text: line(4, '  "serverName": "twice",'), message: 'c.json:4:3: This is not JSON: ' },
    { text: '', message: 'c.json:1:1: ' },
    { text: '[]', message: 'c.json:1:1: The configuration must be of type object.\n  1 | []' },
    { text: '{}', message: 'c.json:1:1: The configuration lacks "serverName". Add it.\n  1 | {}' },
  ])('$message', ({ text, message }) => {
    expect(() => parseConfiguration(text, 'c.json')).toThrow(message);
  });
});
