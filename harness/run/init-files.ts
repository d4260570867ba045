/** The list of known failures that the examples name. */
const baselineFileName = 'known-failures.yaml';

const target = 'http://localhost:8008';

/** How many machines share the checks in the examples. */
const shards = 2;

const configuration = {
  $schema: './node_modules/matrix-touchstone/schemas/configuration.json',
  serverName: 'localhost:8448',
  clientUrl: target,
  federationUrl: null,
  certificateAuthority: null,
  registration: { method: 'open' },
  features: ['open-registration'],
  untouched: [],
};

const typedConfiguration = `import type { Configuration } from 'matrix-touchstone';

export default {
  serverName: 'localhost:8448',
  clientUrl: '${target}',
  // Which one it is, if Touchstone knows it: 'synapse', 'dendrite'.
  // homeserver: 'synapse',

  // Federation is checked where both are given. Peers listen on this machine, and their certificates are signed by the authority.
  federationUrl: null, // 'https://localhost:8448'
  certificateAuthority: null, // { certificate: 'ca.crt', privateKey: 'ca.key' }

  // Or { method: 'registration-token', token: process.env['REGISTRATION_TOKEN'] ?? '' }, { method: 'shared-secret', secret: … },
  // { method: 'accounts', accounts: [{ userId: '@test1:localhost:8448', password: … }, …] }
  registration: { method: 'open' },

  // What is optional, and offered: 'guests', 'knocking', 'search', …
  features: ['open-registration'],

  // What must stay as it is: 'room-directory', 'media', 'mail', 'federation', …
  untouched: [],
} satisfies Configuration;
`;

const baseline = `# Known failures: a listed failure is not red; a listed check that passes or does not exist is. After a run,
# \`npx touchstone baseline update ${baselineFileName}\` brings this list up to date. An entry:
#
# - check: server-server/transactions/refuses-more-than-50-pdus
#   roomVersions: ['6']
#   reason: Takes 51, see the issue.
#   link: https://example.org/issues/1
`;

const judging = `--baseline ${baselineFileName}`;
const shardNames = Array.from({ length: shards }, (_, index) => `shard-${index + 1}`);

/** One part of the checks; which one, the CI system's variables say. */
function runShard(number: string, count: string | number): string {
  return `npx touchstone run --target ${target} --shard ${number}/${count} --results shard-${number} ${judging}`;
}

const merge = [
  `npx touchstone merge ${shardNames.join(' ')} --into results`,
  `${judging} --junit junit.xml --allure allure-results`,
];

/** How a homeserver is started nobody knows but its makers. */
const start = "echo 'Start the homeserver here, in the background, as touchstone.config describes it.'";

const github = `# Holds this homeserver against the Matrix specification: ${shards} machines share the checks, and one judges all results.
name: Touchstone

on:
  push:
  pull_request:

jobs:
  conformance:
    runs-on: ubuntu-latest
    strategy:
      fail-fast: false
      matrix:
        shard: [${shardNames.map((_, index) => index + 1).join(', ')}]
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - name: Start the homeserver
        run: ${start}
      - run: npm install --no-save matrix-touchstone
      # Broken requirements (exit status 1) are the verdict's business; whatever else fails is told here.
      - run: ${runShard('${{ matrix.shard }}', shards)} || [ $? -eq 1 ]
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: shard-\${{ matrix.shard }}
          path: shard-\${{ matrix.shard }}

  verdict:
    needs: conformance
    if: always()
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: npm install --no-save matrix-touchstone
      - uses: actions/download-artifact@v4
      - run: >-
          ${merge.join('\n          ')}
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

const gitlab = `# Holds this homeserver against the Matrix specification: ${shards} jobs share the checks, and one judges all results. To use it,
# add to .gitlab-ci.yml:
#
# include:
#   - local: touchstone.gitlab-ci.yml
touchstone:
  image: node:24
  parallel: ${shards}
  script:
    - ${start}
    - npm install --no-save matrix-touchstone
    # Broken requirements (exit status 1) are the verdict's business; whatever else fails is told here.
    - ${runShard('$CI_NODE_INDEX', '$CI_NODE_TOTAL')} || [ $? -eq 1 ]
  artifacts:
    when: always
    paths:
      - shard-*

touchstone verdict:
  image: node:24
  needs: [touchstone]
  when: always
  script:
    - npm install --no-save matrix-touchstone
    - >-
      ${merge.join('\n      ')}
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

/** In which form the configuration is written. */
export type ConfigurationForm = 'ts' | 'json';

/** What `touchstone init` writes: path below the folder, and content. */
export function initFiles(form: ConfigurationForm): Readonly<Record<string, string>> {
  return {
    [`touchstone.config.${form}`]: form === 'ts' ? typedConfiguration : `${JSON.stringify(configuration, null, 2)}\n`,
    [baselineFileName]: baseline,
    '.github/workflows/touchstone.yml': github,
    'touchstone.gitlab-ci.yml': gitlab,
  };
}
