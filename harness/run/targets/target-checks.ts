import type { Homeserver } from '../../homeservers/homeserver.ts';
import { knownHomeservers } from '../../homeservers/known-homeservers.ts';
import type { Configuration } from '../../target/configuration/configuration.ts';
import {
  configurationFileNames,
  findConfiguration,
  readConfiguration,
} from '../../target/configuration/configuration-file.ts';
import { embeddedName } from '../../target/embedded/embedded-target.ts';
import type { Finding } from './machine-checks.ts';
import { startTargets } from './targets.ts';
import type { Terminal } from '../terminal.ts';

/** Starting it needs no words. */
const silence: Terminal = { interactive: false, print: () => {}, status: () => {} };

/** Looks at each target: does it run, can it be had, and how. */
export async function checkTargets(cacheFolder: string): Promise<Finding[]> {
  return [
    await checkEmbedded(),
    ...(await Promise.all(knownHomeservers.map((homeserver) => checkHomeserver(homeserver, cacheFolder)))),
    await checkExternal(),
  ];
}

/** Starts the embedded homeserver and asks it what it claims: all that a first run needs. */
async function checkEmbedded(): Promise<Finding> {
  try {
    await using _ = await startTargets({ target: embeddedName, timeoutFactor: 1 }, 1, silence);
    return { name: embeddedName, state: 'good', text: 'starts and answers: touchstone run' };
  } catch (error) {
    return { name: embeddedName, state: 'bad', text: `does not work: ${(error as Error).message}` };
  }
}

/** A homeserver that the harness can install and start. */
export async function checkHomeserver(homeserver: Homeserver, cacheFolder: string): Promise<Finding> {
  const { name } = homeserver;
  const versions = (await homeserver.installed(cacheFolder)).map(({ version }) => version);
  const tools = await homeserver.findTools().then(
    (found) => ({ found, missing: null }),
    (error: Error) => ({ found: null, missing: error.message }),
  );
  if (versions.length > 0) {
    const others = tools.found ?? `other versions cannot be installed: ${tools.missing}`;
    return {
      name,
      state: 'good',
      text: `${versions.join(', ')} installed: touchstone run --target ${name} (${others})`,
    };
  }
  return tools.found === null
    ? { name, state: 'possible', text: `cannot be installed: ${tools.missing}` }
    : { name, state: 'possible', text: `not installed: touchstone target install ${name} (${tools.found})` };
}

/** A homeserver that runs already. @param folder where its configuration would be */
export async function checkExternal(folder = '.'): Promise<Finding> {
  const name = 'any URL';
  try {
    const file = findConfiguration(folder);
    if (file === null)
      return {
        name,
        state: 'possible',
        text: `needs a configuration: touchstone init writes ${configurationFileNames[0]}`,
      };
    const configuration = await readConfiguration(file);
    const { serverName, clientUrl = 'https://…', untouched = [] } = configuration;
    const rest = [
      ...whatIsMissing(configuration),
      ...(untouched.length === 0 ? [] : [`untouched: ${untouched.join(', ')}`]),
    ];
    const text = `${file} describes ${serverName}: touchstone run --target ${clientUrl}`;
    return { name, state: 'good', text: [text, ...rest].join('\n') };
  } catch (error) {
    return { name, state: 'bad', text: (error as Error).message };
  }
}

/** What does not run with a configuration that holds. */
function whatIsMissing({ federationUrl, certificateAuthority, registration }: Configuration): string[] {
  const missing = [
    ...(federationUrl ? [] : ['federationUrl']),
    ...(certificateAuthority ? [] : ['certificateAuthority']),
  ];
  return [
    ...(missing.length === 0 ? [] : [`federation is not checked: ${missing.join(' and ')} would be needed`]),
    ...(registration.method === 'accounts'
      ? [`checks that need more than ${registration.accounts.length} users, or fresh ones, do not apply`]
      : []),
  ];
}
