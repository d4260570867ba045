import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConfigurationError } from '../target/errors.ts';
import { installDendrite, installedDendrites } from './dendrite-installation.ts';
import { makeFolder, writeProgram } from './testing-programs.ts';

/** Stands for Go: "builds" a script, and answers as Go does. The folder of the sources says what is built. */
const fakeGo = `
here=$(dirname "$0")
[ "$GOWORK$GOFLAGS" = off ] || exit 9
case "$*" in
  version) echo go version go1.24.1 linux/amd64;;
  "list -m"*@latest) if [ -e "$here/no-list" ]; then echo "go: 403 Forbidden" >&2; exit 1; fi; echo v0.16.0;;
  "mod download"*@v9.9.9) printf '{\\n\\t"Error": "unknown revision v9.9.9"\\n}\\n'; exit 1;;
  "mod download"*) v="\${4##*@}"; mkdir -p "$here/$v"; printf '{\\n\\t"Version": "%s",\\n\\t"Dir": "%s"\\n}\\n' "$v" "$here/$v";;
  build*./cmd/dendrite)
    out=$(echo "$*" | sed 's/.* -o \\([^ ]*\\) .*/\\1/')
    case "$PWD" in
      */v1.1.1) echo "go: go.mod requires go >= 1.30.0 (running go 1.24.1; GOTOOLCHAIN=local)" >&2; exit 1;;
      */v1.2.2) echo "# runtime/cgo" >&2; echo "gcc: no space left" >&2; exit 1;;
      */v1.3.3) printf '#!/bin/sh\\necho "bad library" >&2; exit 1\\n' > "$out"; chmod +x "$out";;
      *) echo "go: downloading github.com/nats-io/nats.go v1.43.0" >&2; printf '#!/bin/sh\\necho 0.15.2\\n' > "$out"; chmod +x "$out";;
    esac;;
  *) echo "unexpected: $*" >&2; exit 2;;
esac`;

let cacheFolder: string;
let bin: string;
beforeEach(() => {
  cacheFolder = makeFolder();
  bin = join(cacheFolder, 'bin');
  mkdirSync(bin);
  writeProgram(bin, 'go', fakeGo);
  vi.stubEnv('PATH', `${bin}:/usr/bin:/bin`);
  vi.stubEnv('GOFLAGS', '-mod=vendor');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cacheFolder, { recursive: true });
});

const inCache = (): string[] => readdirSync(join(cacheFolder, 'dendrite')).toSorted();
const silent = (): void => {};

describe('installing Dendrite', () => {
  test('takes the newest where no version is named, and tells what it does', async () => {
    const progress: string[] = [];
    const program = join(cacheFolder, 'dendrite', '0.16.0', 'dendrite');
    expect(await installDendrite(undefined, { cacheFolder, onProgress: (line) => progress.push(line) })).toEqual({
      version: '0.16.0',
      program,
      from: 'cache',
    });
    expect(progress).toEqual([
      'Looking for the newest Dendrite',
      'Downloading Dendrite 0.16.0',
      'Building Dendrite 0.16.0 with Go 1.24.1 (one to five minutes, 40 MB)',
      'Building Dendrite 0.16.0: downloading github.com/nats-io/nats.go',
    ]);
    expect(inCache()).toEqual(['0.16.0']);
    expect(await installedDendrites(cacheFolder)).toEqual([{ version: '0.16.0', program, from: 'cache' }]);
  });

  test('takes the newest that it knows where the module proxy lists no versions', async () => {
    writeProgram(bin, 'no-list', '');
    const progress: string[] = [];
    const { version } = await installDendrite(undefined, { cacheFolder, onProgress: (line) => progress.push(line) });
    expect(version).toBe('0.15.2');
    expect(progress[1]).toBe('The Go module proxy does not tell; 0.15.2 is the newest known here');
  });

  test('does nothing for a version that is there', async () => {
    await installDendrite('0.15.2', { cacheFolder, onProgress: silent });
    const onProgress = vi.fn<(line: string) => void>();
    await installDendrite('0.15.2', { cacheFolder, onProgress });
    expect(onProgress).not.toHaveBeenCalled();
  });

  test('may run several times at once', async () => {
    const options = { cacheFolder, onProgress: silent };
    const both = await Promise.all([installDendrite('0.16.0', options), installDendrite(undefined, options)]);
    expect(both.map(({ version }) => version)).toEqual(['0.16.0', '0.16.0']);
    expect(inCache()).toEqual(['0.16.0']);
  });

  test.for([
    {
      version: 'v0.15.2',
      message: '"v0.15.2" is not a version of Dendrite. Write it without the v of its tags, such as dendrite@0.15.2.',
    },
    { version: '../1.1.1', message: '"../1.1.1" is not a version of Dendrite.' },
    {
      version: '9.9.9',
      message:
        'Dendrite 9.9.9 could not be downloaded. Is there such a version, is there a network, and does `go env GOPROXY` name a module proxy that has github.com/element-hq/dendrite? Go said:\n  | unknown revision v9.9.9',
    },
    {
      version: '1.1.1',
      message:
        'Dendrite 1.1.1 needs Go 1.30.0 or newer, and this is Go 1.24.1, which may not or cannot fetch a newer one (`go env GOTOOLCHAIN`).',
    },
    {
      version: '1.2.2',
      message:
        'Dendrite 1.2.2 could not be built with Go 1.24.1, which said:\n  | # runtime/cgo\n  | gcc: no space left',
    },
    { version: '1.3.3', message: 'The Dendrite just built does not run; it said:\n  | bad library' },
  ])('fails for $version and leaves nothing', async ({ version, message }) => {
    const installing = installDendrite(version, { cacheFolder, onProgress: silent });
    await expect(installing).rejects.toThrow(message);
    await expect(installing).rejects.toThrow(ConfigurationError);
    expect(await installedDendrites(cacheFolder)).toEqual([]);
    expect(
      readdirSync(cacheFolder, { recursive: true }).filter((name) => String(name).includes('.installing-')),
    ).toEqual([]);
  });

  test('says what to install where Go is missing', async () => {
    rmSync(join(bin, 'go'));
    vi.stubEnv('PATH', bin);
    await expect(installDendrite('0.15.2', { cacheFolder, onProgress: silent })).rejects.toThrow(
      'Go 1.21 or newer is needed, and there is no go in PATH.',
    );
  });

  test.for(['Downloading', 'Building'])('leaves nothing when it is stopped while %s', async (begun) => {
    const stop = new AbortController();
    const onProgress = (line: string): void => {
      if (line.startsWith(begun)) stop.abort(new Error('stopped'));
    };
    await expect(installDendrite('0.15.2', { cacheFolder, onProgress, signal: stop.signal })).rejects.toThrow(
      'stopped',
    );
    expect(inCache()).toEqual([]);
  });
});

test('an empty cache has no Dendrite', async () => {
  expect(await installedDendrites(cacheFolder)).toEqual([]);
});
