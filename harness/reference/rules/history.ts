import type { Pdu } from '../../protocol/pdu.ts';
import type { Receipt } from '../rooms/receipts.ts';
import { isValidReplacement } from '../rooms/relation-index.ts';

/** Who may see what of a room's history. https://spec.matrix.org/v1.19/client-server-api/#room-history-visibility */
export const historyRules = {
  /** What holds where the room says nothing, or something unknown. */
  defaultHistoryVisibility: 'shared',
  /**
   * Whether an event that was sent under a history visibility is shown to a user.
   *
   * @param membership of the user at the event
   * @param joinsLater whether the user was in the room at any time after the event was sent
   */
  showsEvent: (historyVisibility: string, membership: string, joinsLater: boolean): boolean =>
    historyVisibility === 'world_readable' ||
    membership === 'join' ||
    (historyVisibility === 'shared' && joinsLater) ||
    (historyVisibility === 'invited' && membership === 'invite'),
  /**
   * Whether an event that was sent under a history visibility is given to another server.
   *
   * @param memberships of the users of that server at the event
   */
  givesEvent: (historyVisibility: string, memberships: readonly string[]): boolean =>
    historyVisibility === 'world_readable' ||
    historyVisibility === 'shared' ||
    memberships.includes('join') ||
    (historyVisibility === 'invited' && memberships.includes('invite')),
  /** The events before which other servers are asked for what happened. @param missing those that are cited and not known */
  asksForHistoryBefore: (missing: readonly string[]): readonly string[] => missing,
  /** The events that are shown of those that other servers gave of the past, oldest first. */
  shownOfHistory: (pdus: readonly Pdu[]): readonly Pdu[] => pdus,
  /** Whether a user of this homeserver is told of a receipt. https://spec.matrix.org/v1.19/client-server-api/#private-read-receipts */
  showsReceipt: ({ type, userId }: Receipt, toUserId: string): boolean => type === 'm.read' || userId === toUserId,
  /** Whether other servers are told of a receipt of a user of this homeserver. */
  tellsServersOfReceipt: ({ type }: Receipt): boolean => type === 'm.read',
  /** Whether those look into a room who never were in it. */
  isOpenToAll: (historyVisibility: string): boolean => historyVisibility === 'world_readable',
  /** Whether an event counts among those that relate to another one. https://spec.matrix.org/v1.19/client-server-api/#redactions */
  relates: (isRedacted: boolean): boolean => !isRedacted,
  mayReplace: isValidReplacement,
  /** Events in the direction that was asked for, from oldest first. https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomidmessages */
  inDirection: <T>(events: readonly T[], direction: 'b' | 'f'): T[] =>
    direction === 'b' ? events.toReversed() : [...events],
  /** Where a page starts for which no token was given; undefined for the beginning of the history. */
  startOfHistory: (direction: 'b' | 'f', now: number): number | undefined => (direction === 'b' ? now : undefined),
  /** Where the history goes on before an event: the point in time between it and the one before. */
  positionBefore: (position: number): number => position - 1,
  /** Where a page ends at the latest, by the token that was given. */
  stopsAt: (to: number | undefined): number | undefined => to,
  /** How many events a page has at most, by how many are wanted. */
  longestPage: (limit: number): number => limit,
  /** Where a page goes on, by where more is to be had. */
  goesOn: (end: number | undefined): number | undefined => end,
  /** Whether a member is wanted by one or the other condition. https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3roomsroomidmembers */
  wantsMembership: (membership: string, is: string | undefined, isNot: string | undefined): boolean =>
    (is === undefined && isNot === undefined) || membership === is || (isNot !== undefined && membership !== isNot),
};
