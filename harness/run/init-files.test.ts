import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../package-root.ts';
import { readConfiguration } from '../target/configuration/configuration-file.ts';
import { parseBaseline } from './results/baseline-file.ts';
import { initFiles } from './init-files.ts';
import { temporaryFolder } from './results/line.test-support.ts';

const file = (name: string): string => initFiles('ts')[name] ?? '';

test.for(['ts', 'json'] as const)('the configuration in %s has the form that run reads', async (form) => {
  const name = `touchstone.config.${form}`;
  const path = join(temporaryFolder(), name);
  writeFileSync(path, initFiles(form)[name] ?? '');
  expect(await readConfiguration(path)).toMatchObject({
    serverName: 'localhost:8448',
    registration: { method: 'open' },
    features: ['open-registration'],
  });
});

test('the baseline lists nothing, and its example is an entry', () => {
  const text = file('known-failures.yaml');
  expect(parseBaseline(text, 'x').entries).toEqual([]);
  const example = text.slice(text.indexOf('# - check')).replaceAll(/^# ?/gm, '');
  expect(parseBaseline(example, 'x').entries).toHaveLength(1);
});

const merge =
  'npx touchstone merge shard-1 shard-2 --into results --baseline known-failures.yaml --junit junit.xml --allure allure-results';

test('the example for GitHub shares the checks among machines and judges them as one run', () => {
  const { jobs } = parse(file('.github/workflows/touchstone.yml')) as {
    jobs: Record<
      'conformance' | 'verdict',
      { needs?: string; strategy: { matrix: unknown }; steps: { run?: string }[] }
    >;
  };
  expect(jobs.conformance.strategy.matrix).toEqual({ shard: [1, 2] });
  expect(jobs.conformance.steps.map(({ run }) => run)).toContain(
    'npx touchstone run --target http://localhost:8008 --shard ${{ matrix.shard }}/2 --results shard-${{ matrix.shard }} --baseline known-failures.yaml || [ $? -eq 1 ]',
  );
  expect(jobs.verdict.needs).toBe('conformance');
  expect(jobs.verdict.steps.map(({ run }) => run)).toContain(merge);
});

test('the example for GitLab does so too', () => {
  const jobs = parse(file('touchstone.gitlab-ci.yml')) as Record<string, { parallel: number; script: string[] }>;
  expect(jobs['touchstone']?.parallel).toBe(2);
  expect(jobs['touchstone']?.script).toContain(
    'npx touchstone run --target http://localhost:8008 --shard $CI_NODE_INDEX/$CI_NODE_TOTAL --results shard-$CI_NODE_INDEX --baseline known-failures.yaml || [ $? -eq 1 ]',
  );
  expect(jobs['touchstone verdict']?.script).toContain(merge);
});

test('an image needs no configuration, and is built before the checks run', () => {
  const files = initFiles('ts', 'my-homeserver');
  expect(Object.keys(files)).not.toContain('touchstone.config.ts');
  const github = parse(files['.github/workflows/touchstone.yml'] ?? '') as {
    jobs: { conformance: { steps: { run?: string }[] } };
  };
  const steps = github.jobs.conformance.steps.map(({ run }) => run);
  expect(steps).toContain('docker build -t my-homeserver .');
  expect(steps).toContain(
    'npx touchstone run --target image:my-homeserver --shard ${{ matrix.shard }}/2 --results shard-${{ matrix.shard }} --baseline known-failures.yaml || [ $? -eq 1 ]',
  );
  const gitlab = parse(files['touchstone.gitlab-ci.yml'] ?? '') as Record<
    string,
    { script: string[]; services: string[] }
  >;
  expect(gitlab['touchstone']?.services).toEqual(['docker:dind']);
  expect(gitlab['touchstone']?.script[0]).toBe('docker build -t my-homeserver .');
  expect(gitlab['touchstone']?.script.at(-1)).toContain(
    'touchstone run --target image:my-homeserver --peer-host "$(hostname -i)" --shard $CI_NODE_INDEX/$CI_NODE_TOTAL',
  );
});

test('one configuration is enough: the other form is left out where there is one', () => {
  const folder = temporaryFolder();
  const touchstone = (...options: string[]) =>
    spawnSync(process.execPath, [join(packageRoot, 'harness/run/main.ts'), 'init', folder, ...options], {
      encoding: 'utf8',
    }).stdout;
  expect(touchstone('--json')).toContain(`wrote  ${join(folder, 'touchstone.config.json')}`);
  expect(touchstone()).toContain(`left   ${join(folder, 'touchstone.config.json')} as it is`);
  expect(touchstone()).not.toContain('touchstone.config.ts');
});

test('the typed configuration compiles against the package', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'node_modules'));
  const entry = join(packageRoot, 'harness', 'target', 'configuration', 'configuration.ts');
  const name = join(folder, 'touchstone.config.ts');
  writeFileSync(name, file('touchstone.config.ts').replace("'matrix-touchstone'", JSON.stringify(entry)));
  symlinkSync(join(packageRoot, 'node_modules', '@types'), join(folder, 'node_modules', '@types'));
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2024',
  ];
  const tsc = join(packageRoot, 'node_modules', '.bin', 'tsc');
  const { stdout, status } = spawnSync(tsc, [...options, '--allowImportingTsExtensions', '--types', 'node', name], {
    encoding: 'utf8',
  });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});
