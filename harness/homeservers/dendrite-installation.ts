import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationError } from '../target/errors.ts';
import { findGo, goEnvironment } from './go.ts';
import type { Installation, InstallOptions } from './homeserver.ts';
import { inUnfinishedFolder, keepInstallation, quoteEnd } from './installation-folder.ts';
import { type ProgramResult, runProgram } from './run-program.ts';
import { compareVersions } from './versions.ts';

const module = 'github.com/element-hq/dendrite';
const versionForm = /^\d+\.\d+\.\d+$/;
/** Taken where the module proxy refuses to list versions, as some companies' proxies do. */
const newestKnown = '0.15.2';

const folderOf = (cacheFolder: string): string => join(cacheFolder, 'dendrite');
const programOf = (folder: string): string => join(folder, 'dendrite');

/** The versions of Dendrite in the cache folder, newest first. */
export async function installedDendrites(cacheFolder: string): Promise<readonly Installation[]> {
  const folder = folderOf(cacheFolder);
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => versionForm.test(name))
    .map((version) => ({ version, program: programOf(join(folder, version)), from: 'cache' as const }))
    .filter(({ program }) => existsSync(program))
    .toSorted((left, right) => compareVersions(right.version, left.version));
}

/**
 * Builds a version of Dendrite, from the Go module proxy, into the cache folder.
 *
 * Sources and compiled packages stay in Go's own caches, as with everything that Go builds. A C compiler is used where
 * there is one; without it, Go takes an SQLite in Go, which is a little slower.
 *
 * @throws {ConfigurationError} for whatever the user can mend
 */
export async function installDendrite(version: string | undefined, options: InstallOptions): Promise<Installation> {
  if (version !== undefined && !versionForm.test(version)) {
    throw new ConfigurationError(
      `"${version}" is not a version of Dendrite. Write it without the v of its tags, such as dendrite@${newestKnown}.`,
    );
  }
  const present = await findInstalled(version, options.cacheFolder);
  if (present !== undefined) return present;
  return inUnfinishedFolder(folderOf(options.cacheFolder), async (folder) => {
    const go = await findGo();
    const wanted = version ?? (await newestVersion(folder, options));
    const newest = await findInstalled(wanted, options.cacheFolder);
    if (newest !== undefined) return newest;
    const sources = await download(wanted, folder, options);
    await build(wanted, go, sources, folder, options);
    const target = join(folderOf(options.cacheFolder), wanted);
    const installed = { version: wanted, program: programOf(target), from: 'cache' } as const;
    await keepInstallation(folder, target, installed.program);
    return installed;
  });
}

async function findInstalled(version: string | undefined, cacheFolder: string): Promise<Installation | undefined> {
  return (await installedDendrites(cacheFolder)).find((installation) => installation.version === version);
}

async function newestVersion(folder: string, options: InstallOptions): Promise<string> {
  options.onProgress('Looking for the newest Dendrite');
  const { lines } = await runGo(['list', '-m', '-f', '{{.Version}}', `${module}@latest`], folder, options);
  const version = lines.map((line) => /^v(\d+\.\d+\.\d+)$/.exec(line)?.[1]).find((found) => found !== undefined);
  if (version !== undefined) return version;
  options.onProgress(`The Go module proxy does not tell; ${newestKnown} is the newest known here`);
  return newestKnown;
}

/** Has Go fetch the sources, and gives their folder, which is in Go's module cache. */
async function download(version: string, folder: string, options: InstallOptions): Promise<string> {
  options.onProgress(`Downloading Dendrite ${version}`);
  const { lines } = await runGo(['mod', 'download', '-json', `${module}@v${version}`], folder, options);
  const [sources] = fieldsOf(lines, 'Dir');
  if (sources !== undefined) return sources;
  const [error] = fieldsOf(lines, 'Error');
  throw new ConfigurationError(
    `Dendrite ${version} could not be downloaded. Is there such a version, is there a network, and does \`go env ` +
      `GOPROXY\` name a module proxy that has ${module}? Go said:\n${quoteEnd(error?.split('\n') ?? lines)}`,
  );
}

/** The values that a field has in JSON as Go writes it, a field a line. */
function fieldsOf(lines: readonly string[], name: string): string[] {
  const form = new RegExp(`^\\s*"${name}": (".*"),?$`);
  return lines.flatMap((line) => {
    const written = form.exec(line)?.[1];
    return written === undefined ? [] : [JSON.parse(written) as string];
  });
}

async function build(
  version: string,
  go: string,
  sources: string,
  folder: string,
  options: InstallOptions,
): Promise<void> {
  options.onProgress(`Building Dendrite ${version} with Go ${go} (one to five minutes, 40 MB)`);
  const args = ['build', '-mod=readonly', '-buildvcs=false', '-trimpath', '-ldflags=-s -w', '-o', programOf(folder)];
  // In the folder of the sources: `go install` refuses a module whose go.mod replaces others.
  const { exitCode, lines } = await runGo([...args, './cmd/dendrite'], sources, options, (line) => {
    const fetched = /^go: downloading (\S+)/.exec(line)?.[1];
    if (fetched !== undefined) options.onProgress(`Building Dendrite ${version}: downloading ${fetched}`);
  });
  if (exitCode === 0) {
    const { exitCode: status, lines: said } = await runProgram(programOf(folder), ['-version'], options);
    if (status === 0) return;
    throw new ConfigurationError(`The Dendrite just built does not run; it said:\n${quoteEnd(said)}`);
  }
  const asked = lines.map((line) => /requires go >= ([\d.]+)/.exec(line)?.[1]).find((found) => found !== undefined);
  if (asked !== undefined) {
    throw new ConfigurationError(
      `Dendrite ${version} needs Go ${asked} or newer, and this is Go ${go}, which may not or cannot fetch a newer one ` +
        '(`go env GOTOOLCHAIN`). Install one from https://go.dev/dl, or name a binary that is built already with --program PATH.',
    );
  }
  throw new ConfigurationError(`Dendrite ${version} could not be built with Go ${go}, which said:\n${quoteEnd(lines)}`);
}

async function runGo(
  args: readonly string[],
  folder: string,
  { signal }: InstallOptions,
  onLine: (line: string) => void = () => {},
): Promise<ProgramResult> {
  return runProgram('go', args, { signal, folder, environment: goEnvironment, onLine });
}
