import type { Certificate } from '../wire/certificate-authority.ts';
import { clientServerRoutes } from './client-server/all-routes.ts';
import type { Fault } from './fault.ts';
import { Homeserver } from './homeserver.ts';
import { WebServer } from './http/web-server.ts';
import { serverServerRoutes } from './server-server/all-routes.ts';

/** What a reference homeserver is started with. */
export interface ReferenceHomeserverOptions {
  /** The authority whose certificates it trusts, and a certificate of it for `localhost`. */
  readonly certificateAuthority: string;
  readonly certificate: Certificate;
  /** The rule that it breaks; none when left out. */
  readonly fault?: Fault | undefined;
  /** Takes a line for each failure of its own. */
  readonly log?: (line: string) => void;
}

/**
 * A homeserver built on the oracle, for testing the suite and for trying it out. It is a test instrument: it keeps everything in
 * memory, forgets it at the end, limits no rates and does not scale.
 */
export class ReferenceHomeserver implements AsyncDisposable {
  /** `localhost:43211`. */
  readonly serverName: string;
  /** `http://127.0.0.1:43210`. */
  readonly clientUrl: string;
  readonly federationUrl: string;
  readonly #homeserver: Homeserver;
  readonly #servers: readonly WebServer[];
  #runs = true;

  private constructor(homeserver: Homeserver, client: WebServer, federation: WebServer) {
    this.serverName = homeserver.serverName;
    this.clientUrl = `http://127.0.0.1:${client.port}`;
    this.federationUrl = `https://${this.serverName}`;
    this.#homeserver = homeserver;
    this.#servers = [client, federation];
  }

  /** Starts one on two free ports of 127.0.0.1. */
  static async start(options: ReferenceHomeserverOptions): Promise<ReferenceHomeserver> {
    const { certificateAuthority, certificate, fault, log = () => {} } = options;
    // The name of the server has the port in it.
    const [client, federation] = await Promise.all([WebServer.listen(), WebServer.listen(certificate)]);
    const serverName = `localhost:${federation.port}`;
    const homeserver = new Homeserver({ serverName, certificateAuthority, fault, log });
    await Promise.all([client.serve(homeserver, clientServerRoutes), federation.serve(homeserver, serverServerRoutes)]);
    return new ReferenceHomeserver(homeserver, client, federation);
  }

  /** Answers nobody any longer, and asks nobody. What homeservers keep is kept for {@link start}. */
  async stop(): Promise<void> {
    if (!this.#runs) return;
    this.#runs = false;
    await this.#homeserver.close();
    await Promise.all(this.#servers.map((server) => server.close()));
  }

  /** Goes on after {@link stop}, on the same ports. @throws where somebody else has taken one of them */
  async start(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.listenAgain()));
    this.#homeserver.reopen();
    this.#runs = true;
  }

  /** Computes nothing until {@link resume}: takes requests, and neither answers them nor makes any. */
  pause(): void {
    this.#homeserver.pause.begin();
  }

  resume(): void {
    this.#homeserver.pause.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
