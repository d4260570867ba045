/** The list of known failures that the examples name. */
const baselineFileName = 'known-failures.yaml';

const url = 'http://localhost:8008';

/** How many machines share the checks in the examples. */
const shards = 2;

const configuration = {
  $schema: './node_modules/matrix-touchstone/schemas/configuration.json',
  serverName: 'localhost:8448',
  clientUrl: url,
  federationUrl: null,
  certificateAuthority: null,
  registration: { method: 'open' },
  features: ['open-registration'],
  untouched: [],
};

const typedConfiguration = `import type { Configuration } from 'matrix-touchstone';

export default {
  serverName: 'localhost:8448',
  clientUrl: '${url}',
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

/** The homeserver of an example. */
interface Example {
  /** As after `--target`. */
  readonly target: string;
  /** What its makers do first, and how that step is called. */
  readonly first: { readonly name: string; readonly run: string };
}

/** How a homeserver is started nobody knows but its makers; how an image of it is made is likely. */
function exampleOf(image: string | null): Example {
  return image === null
    ? {
        target: url,
        first: {
          name: 'Start the homeserver',
          run: "echo 'Start the homeserver here, in the background, as touchstone.config describes it.'",
        },
      }
    : { target: `image:${image}`, first: { name: 'Build the image', run: `docker build -t ${image} .` } };
}

/** One part of the checks; which one, the CI system's variables say. @param more further options */
function runShard({ target }: Example, number: string, count: string | number, more = ''): string {
  return `npx touchstone run --target ${target}${more} --shard ${number}/${count} --results shard-${number} ${judging}`;
}

const merge = [
  `npx touchstone merge ${shardNames.join(' ')} --into results`,
  `${judging} --junit junit.xml --allure allure-results`,
];

const github = (
  example: Example,
): string => `# Holds this homeserver against the Matrix specification: ${shards} machines share the checks, and one judges all results.
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
      - name: ${example.first.name}
        run: ${example.first.run}
      - run: npm install --no-save matrix-touchstone
      # Broken requirements (exit status 1) are the verdict's business; whatever else fails is told here.
      - run: ${runShard(example, '${{ matrix.shard }}', shards)} || [ $? -eq 1 ]
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

/** Docker in GitLab is a service beside the job, whose containers reach the job by its address. */
const dockerBeside = `
  services:
    - docker:dind
  variables:
    DOCKER_HOST: tcp://docker:2375
    DOCKER_TLS_CERTDIR: ''
  before_script:
    - apt-get update -qq && apt-get install -y -qq docker.io`;

const gitlab = (
  example: Example,
): string => `# Holds this homeserver against the Matrix specification: ${shards} jobs share the checks, and one judges all results. To use it,
# add to .gitlab-ci.yml:
#
# include:
#   - local: touchstone.gitlab-ci.yml
touchstone:
  image: node:24
  parallel: ${shards}${example.target === url ? '' : dockerBeside}
  script:
    - ${example.first.run}
    - npm install --no-save matrix-touchstone
    # Broken requirements (exit status 1) are the verdict's business; whatever else fails is told here.
    - ${runShard(example, '$CI_NODE_INDEX', '$CI_NODE_TOTAL', example.target === url ? '' : ' --peer-host "$(hostname -i)"')} || [ $? -eq 1 ]
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

/**
 * What `touchstone init` writes.
 *
 * @param form of the configuration of a homeserver that runs already
 * @param image of a homeserver that is started instead, and needs no configuration
 * @returns paths below the folder, and contents
 */
export function initFiles(form: ConfigurationForm, image: string | null = null): Readonly<Record<string, string>> {
  const example = exampleOf(image);
  const described = form === 'ts' ? typedConfiguration : `${JSON.stringify(configuration, null, 2)}\n`;
  return {
    ...(image === null && { [`touchstone.config.${form}`]: described }),
    [baselineFileName]: baseline,
    '.github/workflows/touchstone.yml': github(example),
    'touchstone.gitlab-ci.yml': gitlab(example),
  };
}
