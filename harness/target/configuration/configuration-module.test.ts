import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const least = { serverName: 'example.org', registration: { method: 'open' } };

/** Runs a configuration where Node itself loads modules, as it does for the command line, and not vitest. */
async function run(text: string, packageJson = '{}'): Promise<unknown> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'package.json'), packageJson);
  const file = join(folder, 'c.ts');
  writeFileSync(file, text);
  const script = `
    const { parentPort, workerData: { unit, file, text } } = require('node:worker_threads');
    import(unit).then(({ runConfiguration }) => runConfiguration(file, text)).then(
      (configuration) => parentPort.postMessage({ configuration }),
      ({ message }) => parentPort.postMessage({ message }),
    );
  `;
  const unit = new URL('./configuration-module.ts', import.meta.url).href;
  const worker = new Worker(script, { eval: true, workerData: { unit, file, text } });
  const [answer] = (await once(worker, 'message')) as [{ configuration?: unknown; message?: string }];
  await worker.terminate();
  if (answer.message !== undefined) throw new Error(answer.message);
  return answer.configuration;
}

test.for(['{}', '{ "type": "commonjs" }', '{ "type": "module" }'])(
  'TypeScript is run as a module, with types that nobody resolves, in a package %s',
  async (packageJson) => {
    const text = `
      import type { Configuration } from 'nowhere';
      const serverName: string = ['example', 'org'].join('.');
      export default { serverName, registration: { method: 'open' } } satisfies Configuration;
    `;
    expect(await run(text, packageJson)).toEqual(least);
  },
);

test('what is undefined is left out', async () => {
  const text = `export default { ...${JSON.stringify(least)}, clientUrl: process.env['TOUCHSTONE_NOT_SET'] };`;
  expect(await run(text)).toEqual(least);
});

const whole = [
  "const accounts = [{ userId: '@a:example.org', password: 'p' }];",
  'export default {',
  "  serverName: 'example.org',",
  "  registration: { method: 'accounts', accounts },",
  '  features: [',
  "    'guests',",
  "    'knocking',",
  '  ],',
  '};',
];

describe('a mistake is told with its line, and what to do', () => {
  test.for([
    [3, "  serverName: 'https://example.org',", 'c.ts:3: "serverName" does not have the form that it needs'],
    [3, "  serverNames: 'example.org',", 'c.ts: The configuration lacks "serverName". Add it.'],
    [
      3,
      "  serverName: 'example.org', clientURL: 'x',",
      'c.ts:3: The configuration has "clientURL", which means nothing here.',
    ],
    [4, "  registration: { method: 'shared-secret' },", 'c.ts:4: "registration" lacks "secret". Add it.'],
    [7, "    'knock',", 'c.ts:7: "features.1" must be one of: guests, '],
    [
      1,
      "const accounts = [{ userId: '@a:example.com', password: 'p' }];",
      '"registration.accounts.0.userId" is no user of example.org',
    ],
    [3, '  serverName: nameOf(1),', 'c.ts:3: This cannot be run: ReferenceError: nameOf is not defined. Mend it'],
    [3, "  serverName: 'example.org'", "c.ts:4: This cannot be run: SyntaxError: Expected ',', got 'ident'."],
    [2, 'export const configuration = {', 'c.ts: This has no default export. Write: export default {'],
    [1, "throw 'up'; const accounts = 1;", 'c.ts: This cannot be run: up. Mend it'],
  ] as const)('in line %i: %s', async ([number, written, message]) => {
    const failure = run(whole.with(number - 1, written).join('\n'));
    await expect(failure).rejects.toThrow(message);
  });

  test('the line is quoted', async () => {
    const failure = run(whole.with(6, "    'knock',").join('\n'));
    await expect(failure).rejects.toThrow(/\.\n {2}7 \| {5}'knock',$/);
  });
});
