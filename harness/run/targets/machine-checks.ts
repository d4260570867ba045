import { lookup } from 'node:dns/promises';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../../homeservers/run-program.ts';
import { chooseFreePorts } from '../../target/process/free-ports.ts';
import { whyNodeIsTooOld } from '../node-version.ts';

/** What was looked at, what was found, and what to do where that does not do. */
export interface Finding {
  readonly name: string;
  /** `possible`: it does not work yet, and nothing has to be mended. */
  readonly state: 'good' | 'possible' | 'bad';
  /** What was found and, unless it is good, what to do. */
  readonly text: string;
}

/** Looks at everything of this machine that targets need. @param cacheFolder where homeservers are installed */
export async function checkMachine(cacheFolder: string): Promise<Finding[]> {
  return [
    checkNode(process.versions.node),
    await checkLocalhost(),
    await checkPorts(),
    checkCacheFolder(cacheFolder),
    await checkContainerEngine(),
  ];
}

/** @param version of the Node that runs */
export function checkNode(version: string): Finding {
  const tooOld = whyNodeIsTooOld(version);
  return tooOld === null
    ? { name: 'Node', state: 'good', text: version }
    : { name: 'Node', state: 'bad', text: tooOld };
}

/** Peers and homeservers on this machine are called localhost. @param resolve gives the addresses of a name */
export async function checkLocalhost(
  resolve: (name: string) => Promise<readonly string[]> = addressesOf,
): Promise<Finding> {
  const mend = 'add the line "127.0.0.1 localhost" to /etc/hosts';
  const addresses = await resolve('localhost').catch(() => []);
  const strange = addresses.filter((address) => !/^127\.|^::1$/.test(address));
  if (addresses.length > 0 && strange.length === 0)
    return { name: 'localhost', state: 'good', text: addresses.join(', ') };
  const found = addresses.length === 0 ? 'has no address' : `is ${strange.join(', ')}, which is not this machine`;
  return { name: 'localhost', state: 'bad', text: `${found}: ${mend}` };
}

async function addressesOf(name: string): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

async function checkPorts(): Promise<Finding> {
  const name = 'loopback';
  try {
    const { client } = await chooseFreePorts();
    return { name, state: 'good', text: `ports can be opened (such as ${client})` };
  } catch (error) {
    const text = `no port can be opened on 127.0.0.1: ${(error as Error).message}. Let processes listen on loopback.`;
    return { name, state: 'bad', text };
  }
}

/** @param folder made where it does not exist, as an installation would */
export function checkCacheFolder(folder: string): Finding {
  const name = 'cache folder';
  try {
    mkdirSync(folder, { recursive: true });
    rmSync(mkdtempSync(join(folder, 'doctor-')), { recursive: true });
    return { name, state: 'good', text: folder };
  } catch (error) {
    const text = `cannot be written: ${(error as Error).message}. Name another parent folder with XDG_CACHE_HOME.`;
    return { name, state: 'bad', text };
  }
}

/** An engine on this machine answers within a fraction of it; one that is far away may not be there at all. */
const engineLimitMs = 5_000;

/** Docker or Podman, for homeservers in containers. @param engines the programs to look for */
export async function checkContainerEngine(engines: readonly string[] = ['docker', 'podman']): Promise<Finding> {
  const name = 'containers';
  const silent: string[] = [];
  for (const engine of engines) {
    const version = await engineVersion(engine);
    if (version !== null && version !== '')
      return { name, state: 'good', text: `${engine} ${version}: touchstone run --target image:NAME` };
    if (version === '') silent.push(engine);
  }
  const text =
    silent.length > 0
      ? `${silent.join(' and ')} is installed, and no engine answers: start it (such as systemctl start ${silent[0]}), or name one with DOCKER_HOST. Only homeservers in containers need it.`
      : 'neither Docker nor Podman is installed. Only homeservers in containers need one.';
  return { name, state: 'possible', text };
}

/** The version of the engine behind a program; empty where none answers, null where there is no such program. */
async function engineVersion(engine: string): Promise<string | null> {
  const args = ['version', '--format', '{{.Server.Version}}'];
  try {
    const { exitCode, lines, notStarted } = await runProgram(engine, args, {
      signal: AbortSignal.timeout(engineLimitMs),
    });
    if (notStarted !== null) return null;
    return exitCode === 0 ? (lines.find((line) => /^\d+\.\d+/.test(line)) ?? '') : '';
  } catch {
    return '';
  }
}
