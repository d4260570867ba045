import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigurationError } from '../../target/errors.ts';
import { fakeHomeserver, fakeInstallation } from '../../target/testing/fake-homeserver.ts';
import { temporaryFolder } from '../results/line.test-support.ts';
import { checkExternal, checkHomeserver } from './target-checks.ts';

test('a homeserver is installed, or can be, or lacks something', async () => {
  const fake = fakeHomeserver();
  expect(await checkHomeserver(fakeHomeserver('serve', [fakeInstallation]), '')).toMatchObject({
    state: 'good',
    text: '2.0.0 installed: touchstone run --target fake (Node)',
  });
  expect(await checkHomeserver(fake, '')).toMatchObject({
    state: 'possible',
    text: 'not installed: touchstone target install fake (Node)',
  });
  const without = { ...fake, findTools: () => Promise.reject(new ConfigurationError('there is no Node. Install it.')) };
  expect(await checkHomeserver(without, '')).toMatchObject({
    state: 'possible',
    text: 'cannot be installed: there is no Node. Install it.',
  });
});

test('a homeserver at a URL needs a configuration that holds', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'touchstone.config.json');
  expect(await checkExternal(folder)).toMatchObject({
    state: 'possible',
    text: 'needs a configuration: touchstone init writes touchstone.config.ts',
  });
  writeFileSync(file, '{ "serverName": "example.org" }');
  expect(await checkExternal(folder)).toMatchObject({
    state: 'bad',
    text: expect.stringContaining('lacks "registration"'),
  });
  const least = { serverName: 'example.org', clientUrl: 'https://m.example.org', registration: { method: 'open' } };
  writeFileSync(file, JSON.stringify(least));
  const command = `${file} describes example.org: touchstone run --target https://m.example.org`;
  expect(await checkExternal(folder)).toMatchObject({
    state: 'good',
    text: `${command}\nfederation is not checked: federationUrl and certificateAuthority would be needed`,
  });
  const whole = {
    ...least,
    federationUrl: 'https://m.example.org:8448',
    certificateAuthority: { certificate: 'ca.crt', privateKey: 'ca.key' },
    registration: { method: 'accounts', accounts: [{ userId: '@a:example.org', password: 'p' }] },
    untouched: ['media', 'mail'],
  };
  writeFileSync(file, JSON.stringify(whole));
  expect(await checkExternal(folder)).toMatchObject({
    state: 'good',
    text: `${command}\nchecks that need more than 1 users, or fresh ones, do not apply\nuntouched: media, mail`,
  });
  writeFileSync(join(folder, 'touchstone.config.ts'), '');
  expect(await checkExternal(folder)).toMatchObject({ state: 'bad', text: expect.stringContaining('There are both') });
});
