import { randomBytes } from 'node:crypto';
import type { RoomGraph } from '../event-graph/room-graph.ts';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import type { Pdu } from '../protocol/pdu.ts';
import { UnexpectedAnswer } from '../wire/errors.ts';
import type { WireResponse } from '../wire/http-client.ts';
import { path } from '../wire/path.ts';
import { objectAt, show, valueAt } from '../wire/read.ts';
import { demandOk } from './handshake.ts';
import type { PeerRequest, Speaker } from './speaker.ts';

/** A transaction to the target. */
export interface Transaction extends Omit<PeerRequest, 'json' | 'bytes' | 'origin'> {
  readonly pdus?: readonly JsonValue[];
  readonly edus?: readonly JsonObject[];
  /** Default: a new one. */
  readonly txnId?: string;
  /** Replaces keys of the body; undefined removes one. */
  readonly body?: Readonly<Record<string, JsonValue | undefined>>;
}

/**
 * Sends a transaction.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#put_matrixfederationv1sendtxnid
 */
export async function sendTransaction(
  speaker: Speaker,
  { pdus = [], edus, txnId = randomBytes(6).toString('hex'), body = {}, ...options }: Transaction,
): Promise<WireResponse> {
  const json: Record<string, JsonValue | undefined> = {
    origin: speaker.serverName,
    origin_server_ts: Date.now(),
    pdus: [...pdus],
    ...(edus && { edus: [...edus] }),
    ...body,
  };
  const present = Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined)) as JsonObject;
  return speaker.request('PUT', path`/_matrix/federation/v1/send/${txnId}`, { ...options, json: present });
}

/** The answer to a transaction. */
export interface Delivery {
  readonly response: WireResponse;
}

/**
 * Sends events of a room in one transaction, and makes sure that the target took them. That it answers without an error does
 * not say that it accepted them: a rejected event is answered so too.
 *
 * @throws UnexpectedAnswer if the status is not 200, or if the answer has an error for one of the events
 */
export async function deliver(speaker: Speaker, room: RoomGraph, pdus: readonly Pdu[]): Promise<Delivery> {
  const response = demandOk(await sendTransaction(speaker, { pdus }));
  const results = objectAt(response.json, 'pdus');
  for (const pdu of pdus) {
    const eventId = room.eventIdOf(pdu);
    const error = valueAt(results, eventId, 'error');
    if (error !== undefined) {
      throw new UnexpectedAnswer(`${response.asked} answered with an error for the event ${eventId}`, {
        expected: `no error for the ${pdu.type} of ${pdu.sender}`,
        actual: show(error),
      });
    }
  }
  return { response };
}
