import type { Disclosure } from '../target/disclosure.ts';
import type { Feature } from '../target/features.ts';
import type { SigningKey } from '../target/signing-key.ts';
import type { CertificatePair, Registration } from '../target/target.ts';

/** A homeserver's program on this machine. */
export interface Installation {
  /** The homeserver's own version: `1.163.2`. */
  readonly version: string;
  /** The program to start; for a homeserver in Python the interpreter that can import it. */
  readonly program: string;
  /** Installed by `touchstone target install`, brought along by the user (`--program`), or a part of an image. */
  readonly from: 'cache' | 'program' | 'image';
}

/** What an installation needs to know. */
export interface InstallOptions {
  /** The cache folder of this project; each homeserver uses a folder of its own name in it. */
  readonly cacheFolder: string;
  /** Called with one short line for a person whenever something new begins. */
  readonly onProgress: (line: string) => void;
  /** Stops the installation, which then leaves nothing behind. */
  readonly signal?: AbortSignal;
}

/** What a homeserver is started with. */
export interface PrepareOptions {
  readonly installation: Installation;
  /** The temporary folder: the files go here, and so does everything that the homeserver writes. */
  readonly folder: string;
  readonly serverName: string;
  /** Where clients reach it, without a slash at its end. */
  readonly clientUrl: string;
  /** The address that it listens on: loopback, or in a container all. */
  readonly address: '127.0.0.1' | '0.0.0.0';
  /** Plain HTTP with the client-server API. */
  readonly clientPort: number;
  /** TLS with the server-server API. */
  readonly federationPort: number;
  readonly signingKey: SigningKey;
  /** Certificate of the authority (PEM) that it has to trust. */
  readonly certificateAuthority: string;
  /** Its own certificate. */
  readonly certificate: CertificatePair;
}

/** How a homeserver is started. */
export interface Prepared {
  /** Name relative to the folder, and content. */
  readonly files: Readonly<Record<string, string>>;
  readonly command: string;
  readonly arguments: readonly string[];
  /** Added to the environment of the runner, which comes without proxies. */
  readonly environment: Readonly<Record<string, string>>;
  /** How accounts are made with these files. */
  readonly registration: Registration;
}

/** The images of a homeserver's makers, which expect to be given a configuration. */
export interface OfficialImage {
  /** Tells them by their names. */
  readonly names: RegExp;
  /** The program to start in them, as {@link Installation.program}. */
  readonly program: string;
}

/** Everything that the harness knows about one homeserver: the whole adapter contract. */
export interface Homeserver {
  /** As on the command line: `synapse`. */
  readonly name: string;
  /** As its makers write it. */
  readonly title: string;
  /** The optional features that it offers when it is started with the files of `prepare`. */
  readonly features: readonly Feature[];
  /** So many checks at a time keep it busy; with more, each of them only takes longer. */
  readonly checksAtATime: number;
  /** What it tells other homeservers of the events of a room. */
  readonly disclosure: Disclosure;
  /** What its makers publish as images. */
  readonly officialImage: OfficialImage;
  /**
   * Looks for what an installation needs of this machine.
   *
   * @returns what was found: `Python 3.11`
   * @throws {ConfigurationError} if it is missing; the message says what to install
   */
  findTools(): Promise<string>;
  /**
   * Installs a version into the cache folder; the newest one when none is named. Does nothing if it is there.
   *
   * @throws {ConfigurationError} for whatever the user can mend
   */
  install(version: string | undefined, options: InstallOptions): Promise<Installation>;
  /** The versions in the cache folder, newest first. */
  installed(cacheFolder: string): Promise<readonly Installation[]>;
  /**
   * Looks at the program that the user named with `--program`.
   *
   * @throws {ConfigurationError} if it is not this homeserver's
   */
  inspectProgram(path: string): Promise<Installation>;
  /** Writes nothing itself: says what is to be written and started. */
  prepare(options: PrepareOptions): Promise<Prepared>;
  /** Reads the time of a line of its log, milliseconds since the epoch; null if the line has none. */
  logTime(line: string): number | null;
}
