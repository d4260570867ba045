import { isJsonObject, type JsonObject, type JsonValue } from '../protocol/json.ts';
import { valueAt } from '../wire/read.ts';

/** The events in an answer of the target. */
export interface EmittedEvents {
  /** The room that the request was about; null where only the events tell. */
  readonly roomId: string | null;
  readonly events: readonly JsonValue[];
  /** The ID under which the only event was asked for. */
  readonly eventId?: string;
  /** Events of others to which the target adds its signature. */
  readonly countersigned: readonly JsonObject[];
  readonly unlimited: boolean;
}

/** Where the answers to the operations of the server-server API have events. */
const places: readonly {
  readonly path: RegExp;
  readonly events: readonly string[];
  readonly countersigned?: boolean;
}[] = [
  { path: /^GET \/_matrix\/federation\/v1\/event\/(?<eventId>[^/]+)$/, events: ['pdus'] },
  { path: /^GET \/_matrix\/federation\/v1\/state\/(?<roomId>[^/]+)$/, events: ['pdus', 'auth_chain'] },
  { path: /^GET \/_matrix\/federation\/v1\/backfill\/(?<roomId>[^/]+)$/, events: ['pdus'] },
  { path: /^POST \/_matrix\/federation\/v1\/get_missing_events\/(?<roomId>[^/]+)$/, events: ['events'] },
  { path: /^GET \/_matrix\/federation\/v1\/event_auth\/(?<roomId>[^/]+)\/[^/]+$/, events: ['auth_chain'] },
  {
    path: /^PUT \/_matrix\/federation\/v2\/send_join\/(?<roomId>[^/]+)\/[^/]+$/,
    events: ['state', 'auth_chain'],
  },
  { path: /^PUT \/_matrix\/federation\/v2\/invite\/(?<roomId>[^/]+)\/[^/]+$/, events: [], countersigned: true },
];

/**
 * Finds the events in an answer of the target, so that they can be examined whichever check asked for them.
 *
 * @param asked method and raw target of the request
 * @param json the body of an answer with status 200
 * @returns null where the answer holds none
 */
export function emittedEvents(asked: string, json: JsonValue | undefined): EmittedEvents | null {
  const [path = ''] = asked.split('?');
  for (const place of places) {
    const { groups } = place.path.exec(path) ?? {};
    if (!groups) continue;
    const countersigned = place.countersigned ? valueAt(json, 'event') : undefined;
    const eventId = decode(groups['eventId']);
    return {
      roomId: decode(groups['roomId']) ?? null,
      events: place.events.flatMap((key) => arrayIn(valueAt(json, key))),
      ...(eventId !== undefined && { eventId }),
      countersigned: isJsonObject(countersigned) ? [countersigned] : [],
      unlimited: path.includes('/backfill/'),
    };
  }
  return null;
}

function arrayIn(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function decode(segment: string | undefined): string | undefined {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    return undefined; // a check asked for something malformed
  }
}
