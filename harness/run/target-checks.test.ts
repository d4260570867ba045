import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigurationError } from '../target/errors.ts';
import { fakeHomeserver, fakeInstallation } from '../target/testing/fake-homeserver.ts';
import { temporaryFolder } from './line.test-support.ts';
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
  const file = join(temporaryFolder(), 'touchstone.config.json');
  expect(await checkExternal(file)).toMatchObject({
    state: 'possible',
    text: expect.stringContaining('touchstone init'),
  });
  writeFileSync(file, '{ "serverName": "example.org" }');
  expect(await checkExternal(file)).toMatchObject({
    state: 'bad',
    text: expect.stringContaining('lacks "registration"'),
  });
  writeFileSync(
    file,
    '{ "serverName": "example.org", "clientUrl": "https://m.example.org", "registration": { "method": "open" } }',
  );
  expect(await checkExternal(file)).toMatchObject({
    state: 'good',
    text: `${file} describes example.org: touchstone run --target https://m.example.org`,
  });
});
