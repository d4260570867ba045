import type { Disclosure } from './disclosure.ts';
import type { Feature } from './features.ts';
import type { Touch } from './touches.ts';

/** How users come by their accounts on the target. */
export type Registration =
  /** Anybody registers with the dummy stage. */
  | { readonly method: 'open' }
  /** Anybody registers who knows the token. https://spec.matrix.org/v1.19/client-server-api/#token-authenticated-registration */
  | { readonly method: 'registration-token'; readonly token: string }
  /** By the admin API of Synapse, which Dendrite has as well. */
  | { readonly method: 'shared-secret'; readonly secret: string }
  /** Nobody registers: these are used in turn. */
  | { readonly method: 'accounts'; readonly accounts: readonly GivenAccount[] };

/** An account that was made for the tests, and outlives them. */
export type GivenAccount =
  | { readonly userId: string; readonly password: string }
  /** Without a password its one device is used; which one that is, the homeserver says where the configuration does not. */
  | { readonly userId: string; readonly accessToken: string; readonly deviceId?: string };

/** A certificate and its private key, both PEM. */
export interface CertificatePair {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Everything that clients and peers need to reach a target: plain data, so that it can be handed to worker threads. */
export interface TargetConnection {
  /** The homeserver's name in this project (`synapse`, `reference`), or `external`. */
  readonly name: string;
  /** The homeserver's own version (`1.163.2`), null where the harness did not start it or cannot know. */
  readonly version: string | null;
  /** The server name, the part after the colon of its user ids: `localhost:43211`. */
  readonly serverName: string;
  /** Base URL of the client-server API, without a slash at its end: `http://127.0.0.1:43210`. */
  readonly clientUrl: string;
  /** Base URL of the server-server API, without a slash at its end; null if federation cannot be driven. */
  readonly federationUrl: string | null;
  /** Where connections for `federationUrl` go, where its host is a name that only the target's own network knows. */
  readonly federationAddress?: { readonly host: string; readonly port: number };
  /** Under which name the target reaches this machine, and so the peers; `localhost` where it is left out. */
  readonly peerHost?: string;
  /** The authority that the target trusts: peers get leaves of it. Null if peers cannot be given any. */
  readonly certificateAuthority: CertificatePair | null;
  /** How accounts are made. */
  readonly registration: Registration;
  /** The optional features that the target declares. */
  readonly features: readonly Feature[];
  /** What must stay as it is; nothing where it is left out. */
  readonly untouched?: readonly Touch[];
  /** What it tells of the events of a room; what is usual, where nothing is declared. */
  readonly disclosure?: Disclosure;
}

/**
 * How a homeserver is stopped and started again while a run goes on. One at a time; each resolves when it is done.
 *
 * All throw {@link TargetError} where the homeserver does not do its part.
 */
export interface TargetControl {
  /** Ends it politely, as an administrator would. Its data, its ports and its keys stay. */
  stop(): Promise<void>;
  /** Starts it again after {@link stop}, and waits until it is ready. */
  start(): Promise<void>;
  /** {@link stop} and {@link start}. */
  restart(): Promise<void>;
  /** Lets it compute nothing; its connections stay open. */
  pause(): Promise<void>;
  /** Lets it go on after {@link pause}. */
  resume(): Promise<void>;
}

/** The harness's handle on the server under test. Disposing of it leaves no process and no file behind. */
export interface Target extends AsyncDisposable {
  readonly connection: TargetConnection;
  /** Process id of the homeserver, null where the harness did not start it, or where it is stopped. */
  readonly processId: number | null;
  /** How it is stopped and started again; left out where the harness cannot. */
  readonly control?: TargetControl;
  /** Starts an equal one in the same process; left out where each has a process of its own. @throws {TargetError} */
  startAnother?(): Promise<Target>;
  /** CPU seconds (user and system) that the homeserver's process or thread used so far; null if unknown. */
  cpuSeconds(): Promise<number | null>;
  /**
   * The homeserver's log of a time window, as evidence of a failure.
   *
   * @param fromMs first moment, milliseconds since the epoch
   * @param toMs last moment, milliseconds since the epoch
   * @returns the lines of that window, bounded in size; empty if there is no log
   */
  logLines(fromMs: number, toMs: number): Promise<string>;
  /** A sentence, with the end of the log, if the homeserver ended by itself; null while it runs, or was stopped. */
  diedWith(): string | null;
}
