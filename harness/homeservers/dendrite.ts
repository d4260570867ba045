import { ConfigurationError } from '../target/errors.ts';
import { installDendrite, installedDendrites } from './dendrite-installation.ts';
import { findGo } from './go.ts';
import type { Homeserver, Installation } from './homeserver.ts';
import { runProgram } from './run-program.ts';

/** Dendrite, https://github.com/element-hq/dendrite: a homeserver in Go, one binary, started with SQLite. */
export const dendrite: Homeserver = {
  name: 'dendrite',
  title: 'Dendrite',
  features: [
    'guests',
    'open-registration',
    'search',
    'user-directory',
    'public-rooms-without-token',
    'public-rooms-over-federation',
    'presence',
    'turn',
  ],
  checksAtATime: 10,
  disclosure: {
    state: 'after the event',
    rejected: { event: true, state: false },
    softFailed: { event: true, state: true },
    reason: 'The state that it gives is the one after the event, which the check of state_ids decides.',
  },
  officialImage: {
    names: /(?:^|\/)(?:element-hq|matrixdotorg)\/dendrite-monolith(?:[:@]|$)/,
    program: '/usr/bin/dendrite',
  },
  findTools: async () => `Go ${await findGo()}`,
  install: installDendrite,
  installed: installedDendrites,
  inspectProgram,
  async prepare(options) {
    // Loaded only here: a homeserver in an image needs no YAML of ours.
    const { prepareDendrite } = await import('./dendrite-configuration.ts');
    return prepareDendrite(options);
  },
  logTime,
};

async function inspectProgram(path: string): Promise<Installation> {
  const expected = 'Name the binary that `go build ./cmd/dendrite` makes in a working copy of Dendrite.';
  // Its answer to -version is a number and nothing else; the options tell whose it is.
  const help = await runProgram(path, ['-help']);
  if (help.notStarted !== null) {
    const why = { ENOENT: 'there is no such file', EACCES: 'it is not an executable file' }[help.notStarted];
    throw new ConfigurationError(`--program ${path} cannot be started: ${why ?? help.notStarted}. ${expected}`);
  }
  if (!help.lines.some((line) => /^\s*-really-enable-open-registration\b/.test(line))) {
    const said = help.lines.slice(-3).join(' · ').slice(0, 500);
    throw new ConfigurationError(`--program ${path} is not Dendrite (to -help it said: ${said}). ${expected}`);
  }
  const { lines } = await runProgram(path, ['-version']);
  const version = lines.find((line) => /^\d+\.\d+\.\d+\S*$/.test(line));
  if (version === undefined) {
    const said = lines.slice(-3).join(' · ').slice(0, 500);
    throw new ConfigurationError(`--program ${path} does not tell its version (it said: ${said}). ${expected}`);
  }
  return { version, program: path, from: 'program' };
}

/** Reads the time of a log line, `time="2025-11-21T11:38:00.123456789Z" level=…`, always UTC; null for the lines of a panic. */
function logTime(line: string): number | null {
  const match = /^time="(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})\d*Z"/.exec(line);
  return match === null ? null : Date.parse(`${match[1]}Z`);
}
