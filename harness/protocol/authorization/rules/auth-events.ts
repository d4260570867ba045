import { authEventKeys } from '../../auth-event-selection.ts';
import type { RoomVersionRules } from '../../room-versions.ts';
import { stateMapKey } from '../../state-map-key.ts';
import { type AuthContext, type AuthEvent, createKey } from '../auth-context.ts';
import { rejectIf, type Rule, when } from '../rule.ts';

/** Rejects if something is wrong with one of the events in `auth_events`, and names it. */
function rejectIfCited(id: string, wrong: string, find: (context: AuthContext) => AuthEvent | undefined): Rule {
  return rejectIf(
    id,
    (context) => `auth_events has ${wrong}: ${find(context)?.event.eventId ?? ''}`,
    (context) => find(context) !== undefined,
  );
}

const duplicate = rejectIfCited(
  'auth-events.duplicate',
  'a second event for the same type and state key',
  ({ authEvents = [] }) => {
    const keys = authEvents.map(({ event }) => event.key);
    return authEvents.find(({ event }, index) => keys.indexOf(event.key) !== index);
  },
);

const unselected = rejectIfCited(
  'auth-events.not-selected',
  'an event that does not authorize this one',
  ({ authEvents = [], event, rules }) => {
    const selected = authEventKeys(event, rules).map((key) => stateMapKey(...key));
    return authEvents.find(({ event: { key } }) => key === undefined || !selected.includes(key));
  },
);

const rejected = rejectIfCited('auth-events.rejected', 'a rejected event', ({ authEvents = [] }) =>
  authEvents.find((cited) => cited.rejected),
);

/** Where the cited events are not the question, the state has to have the create event. */
const noCreate = rejectIf(
  'auth-events.no-create',
  'there is no create event among the events that authorize it',
  ({ authEvents, create }) =>
    authEvents ? !authEvents.some(({ event }) => event.key === createKey) : create === undefined,
);

const anotherRoom = rejectIfCited(
  'auth-events.another-room',
  'an event of another room',
  ({ authEvents = [], event }) => authEvents.find((cited) => cited.event.roomId !== event.roomId),
);

/** Rule 2 of room versions 1 to 11, and 3 of version 12, where the room ID stands for the create event. */
export function authEventsRules({ createInAuthEvents }: RoomVersionRules): Rule {
  return when('auth-events', () => true, [
    duplicate,
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
