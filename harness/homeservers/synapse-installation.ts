import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationError } from '../target/errors.ts';
import type { Installation, InstallOptions } from './homeserver.ts';
import { inUnfinishedFolder, keepInstallation, quoteEnd } from './installation-folder.ts';
import { findPython } from './python.ts';
import { runProgram } from './run-program.ts';
import { compareVersions } from './versions.ts';

const versionForm = /^\d+\.\d+\.\d+(?:\.\d+)?(?:rc\d+)?$/;

/** Older versions set no upper limit to their dependencies, and do not load with the newest of them. */
const dependenciesOfTheirTime = [
  { before: '1.148.0', requirements: ['prometheus-client<0.22', 'setuptools<80'] },
  { before: '1.90.0', requirements: ['pydantic<2'] },
] as const;

const folderOf = (cacheFolder: string): string => join(cacheFolder, 'synapse');
const interpreterOf = (environment: string): string => join(environment, 'bin', 'python');

/** The versions of Synapse in the cache folder, newest first. */
export async function installedSynapses(cacheFolder: string): Promise<readonly Installation[]> {
  const folder = folderOf(cacheFolder);
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => versionForm.test(name))
    .map((version) => ({ version, program: interpreterOf(join(folder, version)), from: 'cache' as const }))
    .filter(({ program }) => existsSync(program)) // false too if the Python that it was made with is gone
    .toSorted((left, right) => compareVersions(right.version, left.version));
}

/**
 * Installs a version of Synapse from PyPI into a virtual environment in the cache folder.
 *
 * The environment is made under a temporary name and renamed when it is whole. Its interpreter works under any name; its
 * scripts are not used.
 *
 * @throws {ConfigurationError} for whatever the user can mend
 */
export async function installSynapse(version: string | undefined, options: InstallOptions): Promise<Installation> {
  if (version !== undefined && !versionForm.test(version)) {
    throw new ConfigurationError(
      `"${version}" is not a version of Synapse. Write it as on PyPI, such as synapse@1.163.2.`,
    );
  }
  const present = await findInstalled(version, options.cacheFolder);
  if (present !== undefined) return present;
  return inUnfinishedFolder(folderOf(options.cacheFolder), async (environment) => {
    const python = await findPython();
    options.onProgress(`Making a virtual environment with Python ${python.version}`);
    await runOrThrow([python.command, '-m', 'venv', environment], 'The virtual environment could not be made', options);
    const wanted = version ?? (await newestVersion(environment, options));
    const newest = await findInstalled(wanted, options.cacheFolder);
    if (newest !== undefined) return newest;
    await pipInstall(environment, wanted, options);
    return keep(environment, options);
  });
}

async function findInstalled(version: string | undefined, cacheFolder: string): Promise<Installation | undefined> {
  return (await installedSynapses(cacheFolder)).find((installation) => installation.version === version);
}

/** The newest version on PyPI that runs on this Python; undefined where pip cannot tell, and then pip chooses. */
async function newestVersion(environment: string, { onProgress, signal }: InstallOptions): Promise<string | undefined> {
  onProgress('Looking for the newest Synapse on PyPI');
  const pip = ['-m', 'pip', '--disable-pip-version-check', 'index', 'versions', 'matrix-synapse'];
  const { lines } = await runProgram(interpreterOf(environment), pip, { signal });
  return lines.map((line) => /^matrix-synapse \((\S+)\)$/.exec(line)?.[1]).find((found) => found !== undefined);
}

async function pipInstall(environment: string, version: string | undefined, options: InstallOptions): Promise<void> {
  const name = version === undefined ? 'Synapse' : `Synapse ${version}`;
  options.onProgress(`Installing ${name} (about 250 MB)`);
  const requirements = version === undefined ? ['matrix-synapse'] : requirementsFor(version);
  const pip = ['-m', 'pip', '--disable-pip-version-check', '--no-input', 'install', '--prefer-binary', ...requirements];
  const { exitCode, lines } = await runProgram(interpreterOf(environment), pip, {
    signal: options.signal,
    onLine(line) {
      const collected = /^Collecting ([\w.-]+)/.exec(line)?.[1];
      if (collected !== undefined) options.onProgress(`Installing ${name}: ${collected}`);
    },
  });
  if (exitCode === 0) return;
  const offered = lines.map((line) => /matrix-synapse.*\(from versions: (\d.*)\)$/.exec(line)?.[1]).find(Boolean);
  if (version !== undefined && offered !== undefined && !offered.split(', ').includes(version)) {
    const newest = offered.split(', ').findLast((candidate) => !candidate.includes('rc'));
    throw new ConfigurationError(
      `PyPI has no Synapse ${version} for this Python; the newest is ${newest}. ` +
        `Run: touchstone target install synapse@${newest}`,
    );
  }
  throw new ConfigurationError(
    `${name} could not be installed. Is there a network, and can pip reach PyPI or the index that it is configured ` +
      `for? pip said:\n${quoteEnd(lines)}`,
  );
}

function requirementsFor(version: string): readonly string[] {
  const older = dependenciesOfTheirTime.filter(({ before }) => compareVersions(version, before) < 0);
  return [`matrix-synapse==${version}`, ...older.flatMap(({ requirements }) => requirements)];
}

/** Asks the new environment which version it has, and gives it its name. */
async function keep(environment: string, options: InstallOptions): Promise<Installation> {
  // The whole homeserver, not just its version: a dependency that does not load shows now rather than at the start.
  const script = 'import synapse, synapse.app.homeserver; print("version", synapse.__version__)';
  const what = 'The Synapse just installed does not load';
  const lines = await runOrThrow([interpreterOf(environment), '-I', '-c', script], what, options);
  const version = lines.map((line) => /^version (\S+)$/.exec(line)?.[1]).find((found) => found !== undefined);
  if (version === undefined) throw new ConfigurationError(`${what}; it said:\n${quoteEnd(lines)}`);
  const target = join(folderOf(options.cacheFolder), version);
  const installed = { version, program: interpreterOf(target), from: 'cache' } as const;
  await keepInstallation(environment, target, installed.program);
  return installed;
}

async function runOrThrow(
  [command = '', ...args]: readonly string[],
  what: string,
  { signal }: InstallOptions,
): Promise<readonly string[]> {
  const { exitCode, lines, notStarted } = await runProgram(command, args, { signal });
  if (exitCode === 0) return lines;
  throw new ConfigurationError(`${what}; ${command} said:\n${quoteEnd(notStarted === null ? lines : [notStarted])}`);
}
