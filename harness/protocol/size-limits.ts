// Source of all but the last two: https://spec.matrix.org/v1.19/client-server-api/#size-limits

/** Largest event in bytes: the complete federation format as canonical JSON, signatures included. */
export const maxEventBytes = 65_536;

/** Largest `sender`, `room_id`, `event_id`, `type` and `state_key`, in bytes of UTF-8, each. */
export const maxKeyBytes = 255;

/** Most entries of `prev_events`, except in a backfill response. Source: the event format of each room version. */
export const maxPrevEvents = 20;

/** Most entries of `auth_events`, except in a backfill response. Source: the event format of each room version. */
export const maxAuthEvents = 10;
