import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder in which installed homeservers are kept from run to run: `XDG_CACHE_HOME`, else the system's usual one.
 *
 * @param environment the environment of the process
 * @param platform the operating system, as in `process.platform`
 * @param home the user's home folder
 */
export function cacheFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): string {
  const named = environment['XDG_CACHE_HOME'];
  // The XDG base directory specification has relative paths ignored.
  if (named?.startsWith('/') === true) return join(named, 'touchstone');
  return platform === 'darwin' ? join(home, 'Library', 'Caches', 'touchstone') : join(home, '.cache', 'touchstone');
}
