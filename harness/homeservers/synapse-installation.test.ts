import { mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConfigurationError } from '../target/errors.ts';
import { installedSynapses, installSynapse } from './synapse-installation.ts';
import { makeFolder, writeProgram } from './testing-programs.ts';

/** Stands for Python: makes environments that are copies of itself, and answers as pip and Synapse do. */
const fakePython = `
case "$*" in
  *ensurepip*) echo 3.12;;
  *"-m venv"*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python";;
  *"index versions"*) echo "matrix-synapse (1.163.2)";;
  *matrix-synapse==9.9.9*) echo "ERROR: Could not find a version that satisfies the requirement matrix-synapse==9.9.9 (from versions: 1.162.0, 1.163.2, 1.164.0rc1)" >&2; exit 1;;
  *matrix-synapse==1.1.1*) echo "ERROR: no network" >&2; exit 1;;
  *matrix-synapse==1.2.2*) echo "Collecting broken"; touch "$(dirname "$0")/broken";;
  *"pip"*"install"*) echo "Collecting twisted>=20";;
  *synapse.app*) if [ -e "$(dirname "$0")/broken" ]; then echo "ImportError: broken" >&2; exit 1; fi; echo version 1.163.2;;
esac`;

let cacheFolder: string;
beforeEach(() => {
  cacheFolder = makeFolder();
  const bin = join(cacheFolder, 'bin');
  mkdirSync(bin);
  writeProgram(bin, 'python3', fakePython);
  vi.stubEnv('PATH', `${bin}:/usr/bin:/bin`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cacheFolder, { recursive: true });
});

const inCache = (): string[] => readdirSync(join(cacheFolder, 'synapse')).toSorted();
const silent = (): void => {};

describe('installing Synapse', () => {
  test('takes the newest where no version is named, and tells what it does', async () => {
    const progress: string[] = [];
    const program = join(cacheFolder, 'synapse', '1.163.2', 'bin', 'python');
    expect(await installSynapse(undefined, { cacheFolder, onProgress: (line) => progress.push(line) })).toEqual({
      version: '1.163.2',
      program,
      from: 'cache',
    });
    expect(progress).toEqual([
      'Making a virtual environment with Python 3.12',
      'Looking for the newest Synapse on PyPI',
      'Installing Synapse 1.163.2 (about 250 MB)',
      'Installing Synapse 1.163.2: twisted',
    ]);
    expect(inCache()).toEqual(['1.163.2']);
    expect(await installedSynapses(cacheFolder)).toEqual([{ version: '1.163.2', program, from: 'cache' }]);
  });

  test('does nothing for a version that is there', async () => {
    await installSynapse('1.163.2', { cacheFolder, onProgress: silent });
    const onProgress = vi.fn<(line: string) => void>();
    await installSynapse('1.163.2', { cacheFolder, onProgress });
    expect(onProgress).not.toHaveBeenCalled();
  });

  test('may run several times at once', async () => {
    const options = { cacheFolder, onProgress: silent };
    const both = await Promise.all([installSynapse('1.163.2', options), installSynapse(undefined, options)]);
    expect(both.map(({ version }) => version)).toEqual(['1.163.2', '1.163.2']);
    expect(inCache()).toEqual(['1.163.2']);
  });

  test.for([
    {
      version: 'newest',
      message: '"newest" is not a version of Synapse. Write it as on PyPI, such as synapse@1.163.2.',
    },
    { version: '../1.1.1', message: '"../1.1.1" is not a version of Synapse.' },
    {
      version: '9.9.9',
      message:
        'PyPI has no Synapse 9.9.9 for this Python; the newest is 1.163.2. Run: touchstone target install synapse@1.163.2',
    },
    {
      version: '1.1.1',
      message:
        'Synapse 1.1.1 could not be installed. Is there a network, and can pip reach PyPI or the index that it is configured for? pip said:\n  | ERROR: no network',
    },
    { version: '1.2.2', message: 'The Synapse just installed does not load; ' },
  ])('fails for $version and leaves nothing', async ({ version, message }) => {
    const installing = installSynapse(version, { cacheFolder, onProgress: silent });
    await expect(installing).rejects.toThrow(message);
    await expect(installing).rejects.toThrow(ConfigurationError);
    expect(await installedSynapses(cacheFolder)).toEqual([]);
    expect(
      readdirSync(cacheFolder, { recursive: true }).filter((name) => String(name).includes('.installing-')),
    ).toEqual([]);
  });

  test('leaves nothing when it is stopped', async () => {
    const stop = new AbortController();
    const onProgress = (): void => stop.abort(new Error('stopped'));
    await expect(installSynapse('1.163.2', { cacheFolder, onProgress, signal: stop.signal })).rejects.toThrow(
      'stopped',
    );
    expect(inCache()).toEqual([]);
  });

  test('removes what a killed installation left, and spares one that still runs', async () => {
    for (const name of ['.installing-old', '.installing-new'])
      mkdirSync(join(cacheFolder, 'synapse', name), { recursive: true });
    utimesSync(join(cacheFolder, 'synapse', '.installing-old'), 0, 0);
    await installSynapse('1.163.2', { cacheFolder, onProgress: silent });
    expect(inCache()).toEqual(['.installing-new', '1.163.2']);
  });

  test('replaces an environment whose Python is gone', async () => {
    const bin = join(cacheFolder, 'synapse', '1.163.2', 'bin');
    mkdirSync(bin, { recursive: true });
    symlinkSync('/nowhere/python3', join(bin, 'python'));
    expect(await installedSynapses(cacheFolder)).toEqual([]);
    await installSynapse('1.163.2', { cacheFolder, onProgress: silent });
    expect(await installedSynapses(cacheFolder)).toHaveLength(1);
  });
});

test('an empty cache has no Synapse', async () => {
  expect(await installedSynapses(cacheFolder)).toEqual([]);
});
