import { EventGraphEvaluation } from '../protocol/evaluation/event-graph-evaluation.ts';
import { eventFormatDefects } from '../protocol/event-format.ts';
import { hasValidContentHash } from '../protocol/hashes.ts';
import type { JsonValue } from '../protocol/json.ts';
import { oracleOf } from '../protocol/oracle.ts';
import type { PduDraft } from '../protocol/pdu.ts';
import { readRoomEvent, type RoomEvent } from '../protocol/room-event.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';

/** An event that the events it cites do not allow, or do. */
export interface CitedAuthorization {
  readonly event: RoomEvent;
  /** Undefined where it is allowed. */
  readonly defect: string | undefined;
}

/**
 * Holds events against those that they cite, as far as all of these are among them.
 *
 * Events that were redacted are left out, and so is what cites them: a redacted join no longer says who authorised it.
 *
 * @param events what one answer has, in any order
 * @param isOf whose events are held against it
 * Source: https://spec.matrix.org/v1.19/server-server-api/#checks-performed-on-receipt-of-a-pdu (4)
 */
export function authorizationByCited(
  events: readonly JsonValue[],
  roomVersion: RoomVersion,
  isOf: (sender: string) => boolean,
): CitedAuthorization[] {
  const graph = new EventGraphEvaluation(oracleOf(roomVersion));
  const whole = events.filter((event) => isWhole(event, roomVersion)).map((event) => readRoomEvent(event, roomVersion));
  for (const event of whole) graph.addOutlier(event);
  return whole
    .filter(({ sender }) => isOf(sender))
    .flatMap((event) => {
      const verdict = graph.isAllowedByAuthEvents(event);
      if (!verdict) return [];
      const defect = verdict.allowed ? undefined : `${verdict.reason} (rule ${verdict.rule})`;
      return [{ event, defect }];
    });
}

function isWhole(event: JsonValue, roomVersion: RoomVersion): event is PduDraft {
  const isFormed = eventFormatDefects(event, roomVersion, { anyIds: true }).length === 0;
  return isFormed && hasValidContentHash(event as PduDraft, roomVersion);
}
