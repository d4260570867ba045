import { oracleOf, type Oracle } from '../protocol/oracle.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import { generateSigningKey, type SigningKey } from '../protocol/signing.ts';
import type { Doctor } from '../wire/wire.ts';
import type { Fault } from './fault.ts';
import { KeyRing } from './federation/key-ring.ts';
import { Outbox } from './federation/outbox.ts';
import { RemoteServers } from './federation/remote-servers.ts';
import { Pause } from './pause.ts';
import { Directory } from './rooms/directory.ts';
import { ReceiptStore } from './rooms/receipts.ts';
import { Rooms } from './rooms/rooms.ts';
import { TypingStore } from './rooms/typing.ts';
import { ownRules, type Rules } from './rules.ts';
import { Stream } from './stream.ts';
import { Accounts } from './users/accounts.ts';
import { Authentications } from './users/interactive-authentication.ts';
import { PresenceStore } from './users/presence.ts';

/** What a homeserver is made with. */
export interface HomeserverOptions {
  readonly serverName: string;
  /** The authority whose certificates it trusts, PEM. */
  readonly certificateAuthority: string;
  /** The rule that it breaks. */
  readonly fault?: Fault | undefined;
  /** Takes lines for whoever looks for the reason of a failure. */
  readonly log: (line: string) => void;
}

/** Everything that a homeserver knows, in memory: the operations of its APIs read and change it. */
export class Homeserver {
  readonly serverName: string;
  readonly signingKey: SigningKey = generateSigningKey();
  readonly rules: Rules;
  readonly doctor: Doctor | undefined;
  readonly log: (line: string) => void;
  readonly pause = new Pause();
  readonly stream = new Stream();
  readonly accounts = new Accounts();
  /** The position of the stream at which the devices of a user changed last, by user ID. */
  readonly deviceLists = new Map<string, number>();
  readonly authentications = new Authentications();
  readonly presence = new PresenceStore();
  readonly typing = new TypingStore();
  readonly receipts = new ReceiptStore();
  readonly directory = new Directory();
  readonly servers: RemoteServers;
  readonly keyRing: KeyRing;
  readonly outbox: Outbox;
  readonly rooms: Rooms;
  readonly #fault: Fault | undefined;
  readonly #oracles = new Map<RoomVersion, Oracle>();

  constructor({ serverName, certificateAuthority, fault, log }: HomeserverOptions) {
    const key = this.signingKey;
    this.serverName = serverName;
    this.log = log;
    this.#fault = fault;
    this.rules = { ...ownRules, ...fault?.rules };
    this.doctor = fault?.doctor;
    const { doctor, pause, rules } = this;
    this.servers = new RemoteServers({ serverName, key, certificateAuthority, doctor, rules, pause });
    this.keyRing = new KeyRing({ serverName, key }, this.servers, this.rules);
    this.outbox = new Outbox(serverName, this.servers, this.rules);
    this.rooms = new Rooms(this);
  }

  /** By what the events of a room version are judged. */
  oracleOf(roomVersion: RoomVersion): Oracle {
    const known = this.#oracles.get(roomVersion);
    if (known) return known;
    const own = oracleOf(roomVersion);
    const oracle = this.#fault?.oracle?.(own, roomVersion) ?? own;
    this.#oracles.set(roomVersion, oracle);
    return oracle;
  }

  /** Whether an ID belongs to this homeserver. */
  isMine(id: string): boolean {
    return id.slice(id.indexOf(':') + 1) === this.serverName;
  }

  /** The key with which events of this homeserver are signed. */
  readonly signingKeyOf = (serverName: string): SigningKey => {
    if (serverName === this.serverName) return this.signingKey;
    throw new Error(`This homeserver is ${this.serverName} and cannot sign for ${serverName}`);
  };

  /** Ends what is under way: nobody waits any longer, and the connections to other servers are closed. */
  async close(): Promise<void> {
    this.stream.close();
    this.rules.forgetAtRestart(this);
    await this.servers.close();
    this.pause.end();
  }

  /** Goes on after {@link close}, and sends what is due to other servers. */
  reopen(): void {
    this.servers.reopen();
    this.outbox.sendAll();
  }
}
