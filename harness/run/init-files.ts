import { configurationFileName } from '../target/configuration-file.ts';

/** The list of known failures that the examples name. */
const baselineFileName = 'known-failures.yaml';

const target = 'http://localhost:8008';

const configuration = {
  $schema: './node_modules/matrix-touchstone/schemas/configuration.json',
  serverName: 'localhost:8448',
  clientUrl: target,
  federationUrl: null,
  registration: { method: 'open' },
  certificateAuthority: null,
  features: ['open-registration'],
};

const baseline = `# Known failures: a listed failure is not red; a listed check that passes or does not exist is. After a run,
# \`npx touchstone baseline update ${baselineFileName}\` brings this list up to date. An entry:
#
# - check: server-server/transactions/refuses-more-than-50-pdus
#   roomVersions: ['6']
#   reason: Takes 51, see the issue.
#   link: https://example.org/issues/1
`;

const run = [
  `npx touchstone run --target ${target} --config ${configurationFileName}`,
  `--baseline ${baselineFileName} --junit junit.xml --allure allure-results`,
];

const github = `# Holds this homeserver against the Matrix specification.
name: Touchstone

on:
  push:
  pull_request:

jobs:
  conformance:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - name: Start the homeserver
        run: echo 'Start it here, in the background, as ${configurationFileName} describes it.'
      - run: npm install --no-save matrix-touchstone
      - run: >-
          ${run.join('\n          ')}
      - if: always()
        run: npx --yes allure@3 awesome allure-results --output report
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: touchstone
          path: |
            results
            report
            junit.xml
`;

const gitlab = `# Holds this homeserver against the Matrix specification. To use it, add to .gitlab-ci.yml:
#
# include:
#   - local: touchstone.gitlab-ci.yml
touchstone:
  image: node:24
  script:
    - echo 'Start the homeserver here, in the background, as ${configurationFileName} describes it.'
    - npm install --no-save matrix-touchstone
    - >-
      ${run.join('\n      ')}
  after_script:
    - npx --yes allure@3 awesome allure-results --output report
  artifacts:
    when: always
    paths:
      - results
      - report
    reports:
      junit: junit.xml
`;

/** What `touchstone init` writes: path below the folder, and content. */
export const initFiles: Readonly<Record<string, string>> = {
  [configurationFileName]: `${JSON.stringify(configuration, null, 2)}\n`,
  [baselineFileName]: baseline,
  '.github/workflows/touchstone.yml': github,
  'touchstone.gitlab-ci.yml': gitlab,
};
