import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { configurationFileName, parseConfiguration } from '../target/configuration-file.ts';
import { parseBaseline } from './baseline.ts';
import { initFiles } from './init-files.ts';

const file = (name: string): string => initFiles[name] ?? '';

test('the configuration has the form that run reads', () => {
  expect(parseConfiguration(file(configurationFileName), configurationFileName)).toMatchObject({
    serverName: 'localhost:8448',
    registration: { method: 'open' },
  });
});

test('the baseline lists nothing, and its example is an entry', () => {
  const text = file('known-failures.yaml');
  expect(parseBaseline(text, 'x').entries).toEqual([]);
  const example = text.slice(text.indexOf('# - check')).replaceAll(/^# ?/gm, '');
  expect(parseBaseline(example, 'x').entries).toHaveLength(1);
});

const command =
  'npx touchstone run --target http://localhost:8008 --config touchstone.config.json --baseline known-failures.yaml --junit junit.xml --allure allure-results';

test('the examples for CI are YAML and run the checks in one line', () => {
  const github = parse(file('.github/workflows/touchstone.yml')) as {
    jobs: { conformance: { steps: { run?: string }[] } };
  };
  expect(github.jobs.conformance.steps.map(({ run }) => run)).toContain(command);
  const gitlab = parse(file('touchstone.gitlab-ci.yml')) as { touchstone: { script: string[] } };
  expect(gitlab.touchstone.script).toContain(command);
});
