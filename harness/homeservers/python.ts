import { ConfigurationError } from '../target/errors.ts';
import { runProgram } from './run-program.ts';

/** A Python interpreter. */
export interface Python {
  readonly command: string;
  /** Major and minor version: `3.11`. */
  readonly version: string;
}

/** The system's own first, then by name, the newest first: an old system often has a newer Python beside its own. */
const candidates = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/** The oldest that the newest Synapse runs on. */
const oldestMinor = 10;

/** The first line tells the version; the rest fails where virtual environments cannot be made (Debian splits them off). */
const probe = 'import sys; print("%d.%d" % sys.version_info[:2], flush=True); import ensurepip, venv';

/**
 * Finds a Python 3.10 or newer that can make virtual environments.
 *
 * @param commands where to look, in this order
 * @throws {ConfigurationError} if there is none; the message says what was found and what to install
 */
export async function findPython(commands: readonly string[] = candidates): Promise<Python> {
  const tooOld: string[] = [];
  const withoutVenv: string[] = [];
  for (const command of commands) {
    const { exitCode, lines } = await runProgram(command, ['-c', probe]);
    const version = lines.find((line) => /^3\.\d+$/.test(line));
    if (version === undefined) continue; // not there, or a shim of a version manager that leads nowhere
    if (Number(version.slice(2)) < oldestMinor) tooOld.push(version);
    else if (exitCode !== 0) withoutVenv.push(version);
    else return { command, version };
  }
  if (withoutVenv[0] !== undefined) {
    throw new ConfigurationError(
      `Python ${withoutVenv[0]} is here, but its modules venv and ensurepip, which make virtual environments, are not. ` +
        `On Debian and Ubuntu: apt install python3-venv.`,
    );
  }
  const found = tooOld[0] === undefined ? 'no Python was found' : `only Python ${tooOld.join(', ')} was found`;
  throw new ConfigurationError(
    `Python 3.${oldestMinor} or newer is needed and ${found} (looked for ${commands.join(', ')} in PATH). Install it ` +
      '(Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python), or name the interpreter of ' +
      'a virtual environment that has the homeserver with --program PATH.',
  );
}
