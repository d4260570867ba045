import { ConfigurationError } from '../target/errors.ts';
import { runProgram } from './run-program.ts';

/** From this one on, Go fetches by itself the newer Go that a module asks for. */
const oldestMinor = 21;

/** What the user has set for work of their own must not reach the building of somebody else's module. */
export const goEnvironment = { GOFLAGS: '', GOWORK: 'off' } as const;

/**
 * Finds out which Go is there.
 *
 * @param command the program, looked up in PATH
 * @returns its version: `1.26.8`
 * @throws {ConfigurationError} if there is none, or one that is too old; the message says what to install
 */
export async function findGo(command = 'go'): Promise<string> {
  const { exitCode, lines, notStarted } = await runProgram(command, ['version'], { environment: goEnvironment });
  const install =
    'Install it from https://go.dev/dl (Debian and Ubuntu: apt install golang-go; macOS: brew install go), or name a ' +
    'binary that is built already with --program PATH.';
  if (notStarted !== null) {
    throw new ConfigurationError(
      `Go 1.${oldestMinor} or newer is needed, and there is no ${command} in PATH. ${install}`,
    );
  }
  const version = lines.map((line) => /^go version (?:go)?(\S+)/.exec(line)?.[1]).find((found) => found !== undefined);
  if (exitCode !== 0 || version === undefined) {
    throw new ConfigurationError(
      `Go 1.${oldestMinor} or newer is needed, and \`${command} version\` said: ${lines.slice(-3).join(' · ').slice(0, 500)}. ${install}`,
    );
  }
  const minor = /^1\.(\d+)/.exec(version)?.[1];
  if (minor !== undefined && Number(minor) < oldestMinor) {
    throw new ConfigurationError(
      `Go 1.${oldestMinor} or newer is needed, and only Go ${version} was found. ${install}`,
    );
  }
  return version;
}
