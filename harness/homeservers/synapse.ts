import { ConfigurationError } from '../target/errors.ts';
import type { Homeserver, Installation } from './homeserver.ts';
import { findPython } from './python.ts';
import { runProgram } from './run-program.ts';
import { installedSynapses, installSynapse } from './synapse-installation.ts';
import { compareVersions } from './versions.ts';

/** Older ones are not tried: they do not start on a Python that is still to be had. */
const oldestVersion = '1.60.0';

/** Synapse, https://github.com/element-hq/synapse: a homeserver in Python, started as one process with SQLite. */
export const synapse: Homeserver = {
  name: 'synapse',
  title: 'Synapse',
  features: [
    'guests',
    'open-registration',
    'refresh-tokens',
    'login-tokens',
    'knocking',
    'search',
    'user-directory',
    'public-rooms-without-token',
    'public-rooms-over-federation',
    'presence',
    'turn',
  ],
  checksAtATime: 5, // it is single-threaded
  disclosure: {
    state: 'before the event',
    rejected: { event: true, state: false },
    softFailed: { event: true, state: true },
    reason: 'Rejected events are stored and given by their ID, and no state is computed for them.',
  },
  officialImage: {
    names: /(?:^|\/)(?:element-hq|matrixdotorg)\/synapse(?:[:@]|$)/,
    program: '/usr/local/bin/python',
  },
  findTools: async () => `Python ${(await findPython()).version}`,
  install: installSynapse,
  installed: installedSynapses,
  inspectProgram,
  async prepare(options) {
    // Loaded only here: a homeserver in an image needs no YAML of ours.
    const { prepareSynapse } = await import('./synapse-configuration.ts');
    return prepareSynapse(options);
  },
  logTime,
};

async function inspectProgram(path: string): Promise<Installation> {
  const script = 'import synapse; print("version", synapse.__version__)';
  const { exitCode, lines, notStarted } = await runProgram(path, ['-c', script]);
  const expected =
    'Name the Python interpreter that Synapse is installed for, such as VIRTUAL_ENVIRONMENT/bin/python or, in a ' +
    'working copy, what `poetry run which python` prints.';
  if (notStarted !== null) {
    const why = { ENOENT: 'there is no such file', EACCES: 'it is not an executable file' }[notStarted] ?? notStarted;
    throw new ConfigurationError(`--program ${path} cannot be started: ${why}. ${expected}`);
  }
  const version = lines.map((line) => /^version (\S+)$/.exec(line)?.[1]).find((found) => found !== undefined);
  if (exitCode !== 0 || version === undefined) {
    const said = lines.slice(-3).join(' · ').slice(0, 500);
    throw new ConfigurationError(`--program ${path} cannot import synapse (it said: ${said}). ${expected}`);
  }
  if (compareVersions(version, oldestVersion) < 0) {
    throw new ConfigurationError(`--program ${path} has Synapse ${version}; ${oldestVersion} is the oldest supported.`);
  }
  return { version, program: path, from: 'program' };
}

/** Reads the time of a log line, `2025-11-21 11:38:00,123 INFO …` in UTC; null for the lines of a traceback. */
function logTime(line: string): number | null {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(\d{3}) /.exec(line);
  return match === null ? null : Date.parse(`${match[1]}T${match[2]}.${match[3]}Z`);
}
