import type { Scenario } from '../event-graph/scenario/scenario.ts';
import type { RoomGraph } from '../event-graph/room-graph.ts';
import type { Client } from '../client/client.ts';
import type { Peer } from '../peer/peer.ts';
import type { SigningKey } from '../protocol/signing.ts';
import type { Stage } from './stage.ts';

/** All who take part in the performance of a scenario. */
export class Troupe {
  /** A user of the target whom the scenario does not touch. */
  readonly guest: Client;
  /** A homeserver with a user whom the scenario does not touch, and who stays: it asks the target what became of the room. */
  readonly observer: Peer;
  /** By the server of the scenario, such as `a`. */
  readonly #peers: ReadonlyMap<string, Peer>;

  private constructor(guest: Client, observer: Peer, peers: ReadonlyMap<string, Peer>) {
    this.guest = guest;
    this.observer = observer;
    this.#peers = peers;
  }

  /**
   * Starts what a scenario needs. Where all actors are on one server the observer is there as well, since a room costs what the
   * servers in it cost; where they are on several, the observer is on none of theirs.
   */
  static async of(scenario: Scenario, stage: Stage): Promise<Troupe> {
    const signers = [...scenario.events.values()].flatMap(({ signedBy = [] }) => signedBy);
    const [home = 'a', ...others] = new Set([...scenario.actors.values(), ...signers]);
    const start = async (server: string): Promise<[string, Peer]> => [server, await stage.startPeer()];
    const [guest, first, ...more] = await Promise.all([
      stage.register('guest'),
      start(home),
      ...others.map(start),
      ...(others.length > 0 ? [start('')] : []),
    ]);
    const observer = more.pop() ?? first;
    return new Troupe(guest, observer[1], new Map([first, ...more]));
  }

  /** The homeservers, the observer's too. */
  get peers(): Peer[] {
    return [...new Set([...this.#peers.values(), this.observer])];
  }

  /** @throws RangeError where no server of the scenario has this name */
  peerOf(server: string): Peer {
    const peer = this.#peers.get(server);
    if (peer) return peer;
    throw new RangeError(`There is no server ${server} in this scenario`);
  }

  readonly serverNameOf = (server: string): string => this.peerOf(server).serverName;

  readonly signingKeyOf = (serverName: string): SigningKey => this.named(serverName).signingKey;

  /** @throws RangeError where nobody here has this server name */
  named(serverName: string): Peer {
    const peer = this.peers.find((one) => one.serverName === serverName);
    if (peer) return peer;
    throw new RangeError(`${serverName} takes no part in this scenario`);
  }

  /** Gives all homeservers the same replica: they know all that happened, and answer truthfully. */
  know(room: RoomGraph): void {
    for (const peer of this.peers) peer.replicas.keep(room);
  }
}
