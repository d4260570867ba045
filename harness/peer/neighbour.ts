import { readXMatrix } from '../protocol/x-matrix.ts';
import type { HttpClient, WireResponse } from '../wire/http-client.ts';
import type { ReceivedRequest } from '../wire/https-listener.ts';
import type { Wire } from '../wire/wire.ts';
import { type Authentication, authenticate } from './examine-request.ts';
import { Findings } from './findings.ts';
import { Participant } from './participant.ts';
import { sendSigned } from './send-signed.ts';
import type { PeerRequest } from './speaker.ts';
import { TargetKeys } from './target-keys.ts';

/** A homeserver beside the target that a peer speaks with. */
export interface Neighbour {
  readonly serverName: string;
  /** Connections to its server-server API. */
  readonly client: HttpClient;
}

/** The peer itself, as its neighbour meets it. */
interface Self extends Pick<Participant, 'serverName' | 'signingKey' | 'replicas'> {
  readonly party: string;
}

/** Whether a request says that it is a neighbour's. */
export function isBy(neighbour: Neighbour | undefined, request: ReceivedRequest): boolean {
  if (neighbour === undefined) return false;
  const read = readXMatrix(request.header('authorization') ?? '');
  return read.valid && read.parameters.origin === neighbour.serverName;
}

/** Authenticates a request of a neighbour. What is wrong with it is nobody's finding. */
export function authenticateNeighbour(
  request: ReceivedRequest,
  { serverName, client }: Neighbour,
  { serverName: recipient, party }: Self,
  wire: () => Wire | null,
): Promise<Authentication> {
  const keys = new TargetKeys({ client, serverName, party, wire });
  const emitter = { recipient, serverName, findKey: (keyId: string) => keys.find(keyId, 'request') };
  return authenticate(request, emitter, new Findings());
}

/** A peer that speaks to a neighbour in the place of the target. */
export class PeerTowards extends Participant {
  override readonly signingKey: Participant['signingKey'];
  override readonly replicas: Participant['replicas'];
  readonly #self: Self;
  readonly #neighbour: Neighbour;
  readonly #wire: () => Wire | null;

  constructor(self: Self, neighbour: Neighbour, wire: () => Wire | null) {
    super();
    this.signingKey = self.signingKey;
    this.replicas = self.replicas;
    this.#self = self;
    this.#neighbour = neighbour;
    this.#wire = wire;
  }

  override get serverName(): string {
    return this.#self.serverName;
  }

  override get targetName(): string {
    return this.#neighbour.serverName;
  }

  override request(method: string, target: string, options: PeerRequest = {}): Promise<WireResponse> {
    const { client, serverName: targetName } = this.#neighbour;
    const { serverName, party } = this.#self;
    const sender = { serverName, party, targetName, signingKey: this.signingKey, client };
    return sendSigned(sender, this.#wire(), { method, target }, options);
  }
}
