import type { RoomGraph } from '../event-graph/room-graph.ts';
import type { SigningKeyOf } from '../event-graph/seal-event.ts';
import type { JsonValue } from '../protocol/json.ts';
import type { SigningKey } from '../protocol/signing.ts';
import type { WireResponse } from '../wire/http-client.ts';
import type { Replicas } from './replicas.ts';

/** A request of a peer. Each part of its authentication can be given wrong. */
export interface PeerRequest {
  readonly json?: JsonValue;
  /** Instead of `json`: a body as it is; it is not covered by the signature unless `signed.content` says what is. */
  readonly bytes?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Set where the request breaks a rule on purpose, so that it is not held against the harness. */
  readonly deliberate?: boolean;
  /** Default: the peer's server name. */
  readonly origin?: string;
  /** Default: the target's server name. */
  readonly destination?: string;
  /** Default: the peer's key. */
  readonly key?: SigningKey;
  /** What the signature covers in the place of what is sent. */
  readonly signed?: { readonly method?: string; readonly uri?: string; readonly content?: JsonValue };
  /** The complete `Authorization` header; null for none. */
  readonly authorization?: string | null;
  /** How long the target may take, in milliseconds before the timeout factor. */
  readonly limitMs?: number;
}

/** A peer as those parts of it know it that speak to the target. */
export interface Speaker {
  readonly serverName: string;
  readonly targetName: string;
  readonly signingKey: SigningKey;
  readonly signingKeyOf: SigningKeyOf;
  readonly replicas: Replicas;
  request(method: string, target: string, options?: PeerRequest): Promise<WireResponse>;
}

/** Where a peer is in a room, or the ID of a room that it knows nothing of yet. */
export type RoomOrId = RoomGraph | string;

export function roomIdIn(room: RoomOrId): string {
  return typeof room === 'string' ? room : room.roomId;
}
