import { availableParallelism } from 'node:os';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import { isEmbedded } from '../../target/embedded/embedded-target.ts';
import { ConfigurationError } from '../../target/errors.ts';
import { imageOf, isInstalled, isUrl, startTarget } from '../../target/start-target.ts';
import type { Feature } from '../../target/features.ts';
import type { Target, TargetConnection } from '../../target/target.ts';
import { generateKeys, type KeyKind } from '../../wire/authority-keys.ts';
import type { Certificate, CertificateAuthority } from '../../wire/certificate-authority.ts';
import { onInterruption } from '../interruption.ts';
import { OwnHomeservers, type OwnHomeserversAccess } from './own-homeservers.ts';
import type { Claims } from './probe.ts';
import { whyNoPeers } from '../checks/selection.ts';
import type { Companion } from '../run-context.ts';
import type { Terminal } from '../terminal.ts';

/** What a user can choose about the target. */
export interface TargetChoice {
  readonly target: string;
  readonly program?: string;
  readonly config?: string;
  /** Install the homeserver first where it is missing. */
  readonly install?: boolean;
  /** Another homeserver that the target federates with. */
  readonly with?: string;
  /** The configuration of that one, where it runs already. */
  readonly withConfig?: string;
  /** Host name under which the homeservers reach this machine, where that is not known. */
  readonly peerHost?: string;
  /** What homeservers in an image offer, in place of what is known of them. */
  readonly features?: readonly Feature[];
  /** How many equal homeservers share the checks. */
  readonly targets?: number;
  /** The room versions in which checks will run; all where it is left out. */
  readonly roomVersion?: readonly RoomVersion[];
  readonly timeoutFactor: number;
}

/** Equal homeservers that run and have said what they claim. */
export interface Targets extends AsyncDisposable {
  readonly connections: readonly [TargetConnection, ...TargetConnection[]];
  readonly claims: Claims;
  /** Resolves when the claims can be believed; rejected with a TargetError where they cannot. */
  readonly believed: Promise<void>;
  /** The homeserver that they federate with in checks of interoperability; null where none was named. */
  readonly companion: Companion | null;
  /** CPU seconds of all of them together; null if unknown. */
  cpuSeconds(): Promise<number | null>;
  /** That of all peers, which they trust; null where there can be none. */
  readonly peerCertificate: Certificate | null;
  /** How checks get a homeserver of their own. */
  readonly ownHomeservers: OwnHomeserversAccess;
  /** A sentence if that of a check, by its server name, or one of those that are shared, has ended by itself; null while they run. */
  diedWith(serverName: string): string | null;
  /** The log of one of them, by its server name, in a window of time (milliseconds since the epoch). */
  logLines(serverName: string, window: readonly [fromMs: number, toMs: number]): Promise<string>;
}

/**
 * One homeserver a core, since most are single-threaded; more than four would wait for the one process that drives them.
 * The embedded one computes no more than the checks that drive it, so that the two share two cores: each further thread
 * would load and compile the same program again. What runs already is one, and a part of the checks is not worth a second
 * start.
 */
export function defaultTargets(target: string, globs: readonly string[]): number {
  if (isUrl(target) || globs.length > 0) return 1;
  const cores = availableParallelism();
  return Math.min(4, isEmbedded(target) ? Math.ceil(cores / 2) : cores);
}

/**
 * Starts the homeservers that the options name, asks what they claim, and finds out whether that can be believed.
 *
 * @throws ConfigurationError, TargetError
 */
export async function startTargets(choice: TargetChoice, count: number, terminal: Terminal): Promise<Targets> {
  const targets = await launchTargets(choice, count, terminal);
  try {
    await targets.believed;
    return targets;
  } catch (error) {
    await targets[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Like {@link startTargets}, for who has something to do while it is found out whether they can be believed.
 *
 * @param onLaunch called as soon as there is little to do for them but wait
 * @throws ConfigurationError, TargetError
 */
export async function launchTargets(
  choice: TargetChoice,
  count: number,
  terminal: Terminal,
  onLaunch: () => void = () => {},
): Promise<Targets> {
  if (choice.install && choice.program === undefined && isInstalled(choice.target)) {
    const { installIfMissing } = await import('./target-command.ts');
    await installIfMissing(choice.target, terminal);
  }
  if (isUrl(choice.target) && count > 1)
    throw new ConfigurationError(
      `--targets ${count} starts equal homeservers, and --target ${choice.target} is one. Leave it out.`,
    );
  if (choice.withConfig !== undefined && choice.with === undefined)
    throw new ConfigurationError(
      '--with-config describes the homeserver that --with names: name one, or leave it out.',
    );
  if (choice.with !== undefined) refuseToPart(choice.target, choice.with);
  const certificateAuthority = makeAuthority(imageOf(choice.target) === null ? 'ec' : 'rsa');
  const common = {
    timeoutFactor: choice.timeoutFactor,
    certificateAuthority,
    peerHost: choice.peerHost,
    federates: choice.with !== undefined,
    onLaunch,
    onProgress: (text: string): void => terminal.status(text),
  };
  const start = (restarts: boolean): Promise<Target> =>
    startTarget({
      ...common,
      restarts,
      target: choice.target,
      program: choice.program,
      configurationFile: choice.config,
      features: choice.features,
    });
  const started = await Promise.allSettled([
    ...Array.from({ length: count }, () => start(false)),
    ...(choice.with === undefined
      ? []
      : [startTarget({ ...common, target: choice.with, configurationFile: choice.withConfig })]),
  ]);
  const running = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const own = new OwnHomeservers(() => running[0]?.startAnother?.() ?? start(true));
  const dispose = async (): Promise<void> => {
    await own[Symbol.asyncDispose]();
    await Promise.all(running.map((target) => target[Symbol.asyncDispose]()));
  };
  const interruption = onInterruption(dispose);
  const close = async (): Promise<void> => {
    interruption[Symbol.dispose]();
    await dispose();
  };
  try {
    const failure = started.find((result) => result.status === 'rejected');
    if (failure) throw failure.reason;
    const [first, ...others] = running.slice(0, count);
    const [beside] = running.slice(count);
    if (!first) throw new Error('at least one target has to be started');
    const [{ probe }, { issuePeerCertificate }] = await Promise.all([
      import('./probe.ts'),
      import('./peer-certificate.ts'),
    ]);
    const probing = {
      timeoutFactor: choice.timeoutFactor,
      ...(choice.roomVersion && { roomVersions: choice.roomVersion }),
    };
    const probes = [first, ...(beside ? [beside] : [])].map((target) => probe(target, probing));
    const believed = Promise.all(probes.map((each) => each.believed)).then(() => {});
    believed.catch(() => {}); // whoever wants to know awaits it
    const [[claims, ofCompanion], peerCertificate] = await Promise.all([
      Promise.all(probes.map((each) => each.claims)),
      whyNoPeers(first.connection) === null ? issuePeerCertificate(first.connection) : null,
    ]);
    if (!claims) throw new Error('a target has claims');
    return {
      connections: [first.connection, ...others.map(({ connection }) => connection)],
      peerCertificate,
      ownHomeservers: first.control ? own.access : { none: 'the harness cannot stop and start the target' },
      claims,
      believed,
      companion: beside && ofCompanion ? { connection: beside.connection, ...ofCompanion } : null,
      cpuSeconds: async () =>
        total(await Promise.all([...running, ...own.targets].map((target) => target.cpuSeconds()))),
      diedWith(serverName) {
        const lent = own.find(serverName);
        if (lent) return lent.diedWith();
        return running.map((target) => target.diedWith()).find((death) => death !== null) ?? null;
      },
      async logLines(serverName, window) {
        const shared = running.find(({ connection }) => connection.serverName === serverName);
        return (await (own.find(serverName) ?? shared)?.logLines(...window)) ?? '';
      },
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Makes the authority of a run, while a container engine is looked for, and its keys while the means are loaded to make it. */
async function makeAuthority(kind: KeyKind): Promise<CertificateAuthority> {
  const making = generateKeys(kind);
  const { createCertificateAuthority } = await import('../../wire/certificate-authority.ts');
  return createCertificateAuthority(kind, making);
}

/**
 * Homeservers in containers reach each other in a network of their own, and all others by the names of this machine.
 *
 * @throws ConfigurationError for one of each
 */
function refuseToPart(target: string, companion: string): void {
  if ((imageOf(target) === null) === (imageOf(companion) === null)) return;
  throw new ConfigurationError(
    `--target ${target} and --with ${companion} cannot reach each other, since one is in a container and the other is not. Name two images, or none.`,
  );
}

function total(parts: readonly (number | null)[]): number | null {
  return parts.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0);
}
