import type { Homeserver, Installation } from '../homeservers/homeserver.ts';
import { knownHomeservers } from '../homeservers/known-homeservers.ts';
import { cacheFolder } from './cache-folder.ts';
import { closestWord } from './closest-word.ts';
import { startContainerTarget } from './containers/container-target.ts';
import { embeddedName, isEmbedded, startEmbeddedTarget } from './embedded/embedded-target.ts';
import { ConfigurationError } from './errors.ts';
import { startProcessTarget, type IssuingAuthority } from './process/process-target.ts';
import type { Feature } from './features.ts';
import type { Target } from './target.ts';

/** What the user asked for on the command line. */
export interface TargetOptions {
  /** `embedded`, `synapse`, `synapse@1.163.2`, `image:NAME:TAG`, or the URL of a homeserver that runs already. */
  readonly target: string;
  /** The developer's own build, in place of an installed version. */
  readonly program?: string | undefined;
  /** For a URL; `touchstone.config.ts` or `touchstone.config.json` when left out. */
  readonly configurationFile?: string | undefined;
  /** Host name under which the homeserver reaches this machine, where that is not known. */
  readonly peerHost?: string | undefined;
  /** What the homeserver in an image offers, in place of what is known of it. */
  readonly features?: readonly Feature[] | undefined;
  /** All limits are multiplied by it. */
  readonly timeoutFactor: number;
  /** The authority of this run, or that it is being made. A homeserver that runs already has one of its own, or none. */
  readonly certificateAuthority: IssuingAuthority | Promise<IssuingAuthority>;
  /** Whether it will be stopped and started again: in a container it may keep its files in memory otherwise. */
  readonly restarts?: boolean;
  /** Whether it and other homeservers of this process reach each other by their server names: in containers only then. */
  readonly federates?: boolean;
  /** Called when an engine starts its container, and for all others at once: there is little to do for it then but wait. */
  readonly onLaunch?: () => void;
  /** Called with one short line for a person whenever something new begins. */
  readonly onProgress?: (line: string) => void;
  /** Where installed versions are; the user's cache folder when left out. */
  readonly cacheFolder?: string;
}

/** A homeserver by name, with the version that was asked for. */
export interface NamedHomeserver {
  readonly homeserver: Homeserver;
  readonly version: string | undefined;
}

/**
 * Starts the target that the user asked for, or reaches it.
 *
 * @throws {ConfigurationError} for whatever the user can mend
 * @throws {TargetError} if the homeserver does not do its part
 */
export async function startTarget(options: TargetOptions): Promise<Target> {
  const { target, program, configurationFile, timeoutFactor, certificateAuthority, onProgress = () => {} } = options;
  const { peerHost, features, restarts = false, federates = false, onLaunch = () => {} } = options;
  if (isUrl(target)) {
    if (program !== undefined) {
      throw new ConfigurationError(
        `--program starts a homeserver, and --target ${target} runs already. Leave one out.`,
      );
    }
    const { findConfiguration, whatToWrite } = await import('./configuration/configuration-file.ts');
    const { externalTarget } = await import('./external-target.ts');
    const file = configurationFile ?? findConfiguration();
    if (file === null) throw new ConfigurationError(`There is no configuration file in this folder. ${whatToWrite}`);
    onProgress(`Reaching ${target}`);
    onLaunch();
    return externalTarget(target, file, { timeoutFactor, peerHost });
  }
  if (configurationFile !== undefined) {
    throw new ConfigurationError(
      `The configuration file ${configurationFile} is for a homeserver that runs already; --target ${target} is ` +
        'started, and needs none. Leave it out, or name a URL as target.',
    );
  }
  const image = imageOf(target);
  if (image !== null) {
    if (program !== undefined) {
      throw new ConfigurationError(
        `--program ${program} is started on this machine, and --target ${target} in a container. Leave one out.`,
      );
    }
    const circumstances = { peerHost, features, restarts, federates, onLaunch, onProgress };
    return startContainerTarget({ image, certificateAuthority, timeoutFactor, ...circumstances });
  }
  onLaunch();
  if (features !== undefined)
    throw new ConfigurationError(
      `--features are of a homeserver in an image. What ${target} offers is known: leave them out.`,
    );
  if (peerHost !== undefined)
    throw new ConfigurationError(
      `--peer-host is for homeservers elsewhere, and --target ${target} runs on this machine. Leave it out.`,
    );
  if (isEmbedded(target)) {
    if (program !== undefined) {
      throw new ConfigurationError(
        `--program ${program} is started in the place of an installed homeserver, and --target ${target} is a part of ` +
          'Touchstone. Name the homeserver that the program is.',
      );
    }
    return startEmbeddedTarget(await certificateAuthority);
  }
  const named = parseTarget(target);
  const installation = await chooseInstallation(named, program, options.cacheFolder ?? cacheFolder());
  onProgress(`Starting ${named.homeserver.title} ${installation.version}`);
  return startProcessTarget({
    homeserver: named.homeserver,
    installation,
    certificateAuthority: await certificateAuthority,
    timeoutFactor,
  });
}

/**
 * Reads the name of a homeserver that the harness can start.
 *
 * @param target `NAME` or `NAME@VERSION`
 * @param known the homeservers to choose from
 * @throws {ConfigurationError} if there is none of that name
 */
export function parseTarget(target: string, known: readonly Homeserver[] = knownHomeservers): NamedHomeserver {
  const [name = '', ...rest] = target.split('@');
  const version = rest.length === 0 ? undefined : rest.join('@');
  const homeserver = known.find((candidate) => candidate.name === name);
  if (homeserver === undefined) {
    const names = known.map((candidate) => candidate.name);
    const meant = closestWord(name, [embeddedName, ...names]);
    throw new ConfigurationError(
      `There is no target "${name}"${meant === undefined ? '' : ` (did you mean ${meant}?)`}. Known targets: ` +
        `${embeddedName}; ${names.join(', ')}, each with @VERSION if you like; ${imagePrefix}NAME:TAG of a container image; and ` +
        'any URL such as https://matrix.example.org.',
    );
  }
  if (version === '')
    throw new ConfigurationError(`"${target}" ends before its version. Write it, or leave the @ out.`);
  return { homeserver, version };
}

/**
 * Chooses what is started: the user's own program, the version asked for, or the newest that is installed.
 *
 * @throws {ConfigurationError} if it is not there; the message says how to install it
 */
export async function chooseInstallation(
  { homeserver, version }: NamedHomeserver,
  program: string | undefined,
  folder: string,
): Promise<Installation> {
  if (program !== undefined) {
    if (version !== undefined) {
      throw new ConfigurationError(`--program says what is started: leave @${version} out of --target.`);
    }
    return homeserver.inspectProgram(program);
  }
  const installed = await homeserver.installed(folder);
  const chosen = installed.find((candidate) => version === undefined || candidate.version === version);
  if (chosen !== undefined) return chosen;
  const wanted = version === undefined ? homeserver.name : `${homeserver.name}@${version}`;
  const others =
    installed.length === 0 ? '' : ` Installed are: ${installed.map((candidate) => candidate.version).join(', ')}.`;
  throw new ConfigurationError(
    `${homeserver.title}${version === undefined ? '' : ` ${version}`} is not installed.${others} ` +
      `Run: touchstone target install ${wanted}`,
  );
}

/** Before the name of a container image. */
const imagePrefix = 'image:';

/**
 * The container image that a target names.
 *
 * @returns its name, or null for other targets
 * @throws {ConfigurationError} if the name is missing
 */
export function imageOf(target: string): string | null {
  if (!target.startsWith(imagePrefix)) return null;
  const image = target.slice(imagePrefix.length);
  if (image !== '') return image;
  throw new ConfigurationError(
    `--target ${target} ends before the name of an image: write ${imagePrefix}NAME or ${imagePrefix}NAME:TAG.`,
  );
}

/** Whether the harness installs what the target names, and starts it as a process of this machine. */
export function isInstalled(target: string): boolean {
  return !isUrl(target) && !isEmbedded(target) && imageOf(target) === null;
}

export function isUrl(target: string): boolean {
  return /^https?:\/\//.test(target);
}
