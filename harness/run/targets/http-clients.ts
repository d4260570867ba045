import type { TargetConnection } from '../../target/target.ts';
import { HttpClient } from '../../wire/http-client.ts';
import type { Party } from '../../wire/wire.ts';

/** The connections of a worker to all homeservers that its checks run against: one client for each base URL. */
export class HttpClients implements AsyncDisposable {
  readonly #timeoutFactor: number;
  readonly #byUrl = new Map<string, HttpClient>();

  constructor(timeoutFactor: number) {
    this.#timeoutFactor = timeoutFactor;
  }

  /** The client for a base URL of a homeserver. @param recipient as the wire log shall call it */
  of(
    url: string,
    { certificateAuthority, federationUrl, federationAddress }: TargetConnection,
    recipient: Party = 'target',
  ): HttpClient {
    const known = this.#byUrl.get(url);
    if (known) return known;
    const client = new HttpClient(url, {
      timeoutFactor: this.#timeoutFactor,
      recipient,
      ...(certificateAuthority && { certificateAuthority: certificateAuthority.certificate }),
      ...(url === federationUrl && federationAddress && { address: federationAddress }),
    });
    this.#byUrl.set(url, client);
    return client;
  }

  /** Ends all connections to a homeserver that has stopped. */
  async reconnect({ clientUrl, federationUrl }: TargetConnection): Promise<void> {
    await this.#byUrl.get(clientUrl)?.reconnect();
    await this.#byUrl.get(federationUrl ?? '')?.reconnect();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#byUrl.values()].map((client) => client[Symbol.asyncDispose]()));
  }
}
