import { cacheFolder } from '../../target/cache-folder.ts';
import { embeddedName, isEmbedded } from '../../target/embedded/embedded-target.ts';
import { ConfigurationError } from '../../target/errors.ts';
import { parseTarget } from '../../target/start-target.ts';
import { knownHomeservers } from '../../homeservers/known-homeservers.ts';
import { onInterruption } from '../interruption.ts';
import type { Terminal } from '../terminal.ts';

/** Installs a homeserver into the cache folder. @param target `name` or `name@version` @throws ConfigurationError */
export async function installTargetCommand(target: string, terminal: Terminal): Promise<void> {
  if (isEmbedded(target)) {
    throw new ConfigurationError(`${target} is a part of Touchstone: there is nothing to install.`);
  }
  const { homeserver, version } = parseTarget(target);
  const abort = new AbortController();
  using _ = onInterruption(async () => {
    abort.abort(new Error('interrupted: nothing was installed'));
    await installing.catch(() => {}); // it removes what it began
  });
  const installing = homeserver.install(version, {
    cacheFolder: cacheFolder(),
    onProgress: (line) => terminal.print(line),
    signal: abort.signal,
  });
  const installed = await installing;
  terminal.print(
    `${homeserver.title} ${installed.version} is installed: touchstone run --target ${homeserver.name}@${installed.version}`,
  );
}

/** Installs a homeserver unless a version that will do is there. @throws ConfigurationError */
export async function installIfMissing(target: string, terminal: Terminal): Promise<void> {
  const { homeserver, version } = parseTarget(target);
  const installed = await homeserver.installed(cacheFolder());
  if (installed.some((installation) => version === undefined || installation.version === version)) return;
  await installTargetCommand(target, terminal);
}

/** Lists the known homeservers and what is installed of them. */
export async function listTargetsCommand(terminal: Terminal): Promise<void> {
  terminal.print(`${embeddedName}   the reference homeserver, a part of Touchstone; it is the default`);
  terminal.print('image:NAME   a homeserver in a container: an image of Complement, or an official one of those below');
  for (const homeserver of knownHomeservers) {
    const versions = (await homeserver.installed(cacheFolder())).map(({ version }) => version);
    terminal.print(
      `${homeserver.name}   ${versions.length > 0 ? versions.join(', ') : `not installed: touchstone target install ${homeserver.name}`}`,
    );
  }
}
