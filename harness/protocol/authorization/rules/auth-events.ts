import { authEventKeys } from '../../auth-event-selection.ts';
import type { RoomEvent } from '../../room-event.ts';
import type { RoomVersionRules } from '../../room-versions.ts';
import { stateMapKey } from '../../state-map-key.ts';
import type { AuthContext } from '../auth-context.ts';
import { rejectIf, type Rule, when } from '../rule.ts';

/** The cited event that is wrong, by which a reason names it. */
function firstCited(context: AuthContext, isWrong: (event: RoomEvent) => boolean): string {
  return context.authEvents?.find(({ event }) => isWrong(event))?.event.eventId ?? '';
}

function isCited(context: AuthContext, isWrong: (event: RoomEvent) => boolean): boolean {
  return context.authEvents?.some(({ event }) => isWrong(event)) ?? false;
}

/** An event in `auth_events` after another one for the same entry of the state. */
function isDuplicate({ authEvents = [] }: AuthContext): (event: RoomEvent) => boolean {
  const first = new Map(authEvents.toReversed().map(({ event }) => [event.key, event]));
  return (event) => event.key !== undefined && first.get(event.key) !== event;
}

const duplicates = rejectIf(
  'auth-events.duplicate',
  (context) =>
    `auth_events has a second event for the same type and state key: ${firstCited(context, isDuplicate(context))}`,
  (context) => isCited(context, isDuplicate(context)),
);

/** An event in `auth_events` that the selection does not ask for. */
function isUnselected({ event, rules }: AuthContext): (cited: RoomEvent) => boolean {
  const selected = new Set(authEventKeys(event, rules).map(([type, stateKey]) => stateMapKey(type, stateKey)));
  return ({ key }) => key === undefined || !selected.has(key);
}

const unselected = rejectIf(
  'auth-events.not-selected',
  (context) =>
    `auth_events has an event that does not authorize this one: ${firstCited(context, isUnselected(context))}`,
  (context) => isCited(context, isUnselected(context)),
);

const rejected = rejectIf(
  'auth-events.rejected',
  ({ authEvents }) =>
    `auth_events has a rejected event: ${authEvents?.find((cited) => cited.rejected)?.event.eventId ?? ''}`,
  ({ authEvents }) => authEvents?.some((cited) => cited.rejected) ?? false,
);

const noCreate = rejectIf(
  'auth-events.no-create',
  'there is no create event among the events that authorize it',
  ({ create }) => create === undefined,
);

const isForeign =
  ({ event }: AuthContext) =>
  (cited: RoomEvent): boolean =>
    cited.roomId !== event.roomId;

const anotherRoom = rejectIf(
  'auth-events.another-room',
  (context) => `auth_events has an event of another room: ${firstCited(context, isForeign(context))}`,
  (context) => isCited(context, isForeign(context)),
);

/** Rule 2 of room versions 1 to 11, and 3 of version 12, where the room ID stands for the create event. */
export function authEventsRules({ createInAuthEvents }: RoomVersionRules): Rule {
  return when('auth-events', () => true, [
    duplicates,
    unselected,
    rejected,
    ...(createInAuthEvents ? [noCreate] : []),
    anotherRoom,
  ]);
}

/** Rule 2 of room version 12. */
export const roomIdOfNoCreate: Rule = rejectIf(
  'room-id',
  ({ event }) => `the room ID ${event.roomId} is not that of an accepted create event`,
  ({ create, event }) => create === undefined || create.roomId !== event.roomId,
);
