import { availableParallelism } from 'node:os';
import type { EmbeddedHost } from '../../target/embedded/embedded-host.ts';
import { openHost, startHosted } from '../../target/embedded/embedded-target.ts';
import type { Target, TargetConnection } from '../../target/target.ts';
import { type CertificateAuthority, createCertificateAuthority } from '../../wire/certificate-authority.ts';

/** Homeservers with faults, many in one thread. */
export class FaultHomeservers implements AsyncDisposable {
  readonly #certificateAuthority: CertificateAuthority;
  readonly #hosts: readonly EmbeddedHost[];

  private constructor(certificateAuthority: CertificateAuthority, hosts: readonly EmbeddedHost[]) {
    this.#certificateAuthority = certificateAuthority;
    this.#hosts = hosts;
  }

  /** Opens a thread for each core. */
  static async open(): Promise<FaultHomeservers> {
    const certificateAuthority = await createCertificateAuthority();
    const threads = Array.from({ length: Math.min(4, availableParallelism()) }, () => openHost(certificateAuthority));
    return new FaultHomeservers(certificateAuthority, await Promise.all(threads));
  }

  /** How many compute at the same time. */
  get threads(): number {
    return this.#hosts.length;
  }

  /**
   * Starts a homeserver for each fault; null stands for none.
   *
   * @returns them in the same order, and how to end them
   * @throws TargetError
   */
  async start(faultIds: readonly (string | null)[]): Promise<StartedHomeservers> {
    const startOne = (index: number): Promise<Target> => {
      const host = this.#hosts[index % this.#hosts.length];
      if (!host) throw new Error('there is at least one thread');
      return startHosted(host, faultIds[index] ?? null, this.#certificateAuthority);
    };
    const started = await Promise.all(faultIds.map((_, index) => startOne(index)));
    return {
      connections: started.map(({ connection }) => connection),
      startAnother: startOne,
      [Symbol.asyncDispose]: async () => {
        await Promise.all(started.map((target) => target[Symbol.asyncDispose]()));
      },
    };
  }

  /** A sentence if one of the threads ended by itself; null while all run. */
  diedWith(): string | null {
    return this.#hosts.map((host) => host.diedWith()).find((death) => death !== null) ?? null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host[Symbol.asyncDispose]()));
  }
}

/** Homeservers that run until disposed of. */
export interface StartedHomeservers extends AsyncDisposable {
  readonly connections: readonly TargetConnection[];
  /** Starts another homeserver with the fault of one of them, by the index of its connection. @throws TargetError */
  startAnother(connection: number): Promise<Target>;
}
