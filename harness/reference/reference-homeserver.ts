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
  readonly #close: () => Promise<void>;

  private constructor(serverName: string, clientUrl: string, close: () => Promise<void>) {
    this.serverName = serverName;
    this.clientUrl = clientUrl;
    this.federationUrl = `https://${serverName}`;
    this.#close = close;
  }

  /** Starts one on two free ports of 127.0.0.1. */
  static async start(options: ReferenceHomeserverOptions): Promise<ReferenceHomeserver> {
    const { certificateAuthority, certificate, fault, log = () => {} } = options;
    // The name of the server has the port in it.
    const [client, federation] = await Promise.all([WebServer.listen(), WebServer.listen(certificate)]);
    const serverName = `localhost:${federation.port}`;
    const homeserver = new Homeserver({ serverName, certificateAuthority, fault, log });
    await Promise.all([client.serve(homeserver, clientServerRoutes), federation.serve(homeserver, serverServerRoutes)]);
    return new ReferenceHomeserver(serverName, `http://127.0.0.1:${client.port}`, async () => {
      await homeserver.close();
      await Promise.all([client[Symbol.asyncDispose](), federation[Symbol.asyncDispose]()]);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}
