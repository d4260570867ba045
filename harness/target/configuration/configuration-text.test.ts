import { describe, expect, test } from 'vitest';
import { parseConfiguration } from './configuration-text.ts';

const whole = `{
  "serverName": "example.org",
  "clientUrl": "https://matrix.example.org",
  "federationUrl": "https://matrix.example.org:8448",
  "registration": { "method": "shared-secret", "secret": "s" },
  "certificateAuthority": { "certificate": "ca.pem", "privateKey": "ca.key" },
  "features": ["guests"]
}`;

test('a configuration in JSON is read as it is written', () => {
  expect(parseConfiguration(whole, 'c.json')).toEqual(JSON.parse(whole));
});

test('it needs no more than a name and a way to register', () => {
  const least = '{ "serverName": "[::1]:8448", "registration": { "method": "open" } }';
  expect(parseConfiguration(least, 'c.json')).toEqual(JSON.parse(least));
});

test.for([
  { method: 'registration-token', token: 't' },
  {
    method: 'accounts',
    accounts: [
      { userId: '@a:example.org', password: 'p' },
      { userId: '@b:example.org', accessToken: 't', deviceId: 'D' },
    ],
  },
])('it registers in the way $method', (registration) => {
  const text = JSON.stringify({ serverName: 'example.org', registration });
  expect(parseConfiguration(text, 'c.json').registration).toEqual(registration);
});

/** The whole file with one line replaced. */
function line(number: number, text: string): string {
  return whole
    .split('\n')
    .with(number - 1, text)
    .join('\n');
}

function accounts(listed: string): string {
  return `  "registration": { "method": "accounts", "accounts": [${listed}] },`;
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
        'c.json:5:31: "registration.method" must be one of: open, registration-token, shared-secret, accounts.\n  5 |   "registration": { "method": "closed" },',
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
    {
      text: line(5, '  "registration": { "method": "registration-token" },'),
      message: 'c.json:5:19: "registration" lacks "token". Add it.',
    },
    {
      text: line(5, accounts('{ "userId": "@a:example.org" }')),
      message: 'c.json:5:56: "registration.accounts.0" lacks "password". Add it.',
    },
    {
      text: line(5, accounts('{ "userId": "@a:example.org", "accessToken": "t", "password": "p" }')),
      message: 'c.json:5:118: "registration.accounts.0.password" means nothing with the other values here. Remove it.',
    },
    {
      text: line(5, accounts('{ "userId": "a", "password": "p" }')),
      message: 'does not have the form that it needs (a user ID such as @alice:example.org).',
    },
    {
      text: line(5, accounts('{ "userId": "@a:example.com", "password": "p" }')),
      message:
        'c.json:5:68: "registration.accounts.0.userId" is no user of example.org: the part after the colon must be "serverName".',
    },
    {
      text: line(5, accounts(Array(2).fill('{ "userId": "@a:example.org", "password": "p" }').join(', '))),
      message: '"registration.accounts.1.userId" is there already. Give each account once',
    },
    {
      text: line(7, '  "untouched": ["media", "registration"]'),
      message:
        'c.json:7:26: "untouched" has "registration", and "registration.method" has users registered. Give accounts instead.',
    },
    {
      text: line(7, '  "homeserver": "dendrit"'),
      message: 'c.json:7:17: "homeserver" must be one of: dendrite, synapse (did you mean dendrite?).',
    },
    {
      text: line(7, '  "untouched": ["everything"]'),
      message: 'c.json:7:17: "untouched.0" must be one of: registration, ',
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
