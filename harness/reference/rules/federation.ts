import type { BackwardWalk } from '../../event-graph/backward-walks.ts';
import { draftEvent } from '../../event-graph/build-event.ts';
import { sealEvent } from '../../event-graph/seal-event.ts';
import { toldAuthChain } from '../../event-graph/told-auth-chain.ts';
import { requiredSignatureDefect } from '../../protocol/evaluation/signature-checks.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { type PduDraft, serverNameAfterColon, stringProperty } from '../../protocol/pdu.ts';
import type { SigningKey } from '../../protocol/signing.ts';
import { signRequest } from '../../protocol/x-matrix.ts';
import type { RoomState } from '../../protocol/state-resolution/room-state.ts';
import type { Due, Transaction } from '../federation/outbox.ts';
import type { Room } from '../rooms/room.ts';
import type { Account } from '../users/account.ts';

/** The kinds of memberships that users take up on their own account. */
export type OwnMembership = 'join' | 'knock' | 'leave';

/** What a membership event is expected to be. */
export interface ExpectedMembership {
  readonly membership: OwnMembership | 'invite';
  readonly roomId: string;
  /** The user whose membership it is; undefined where any user of a server may be. */
  readonly userId?: string;
  /** The server that has to have sent it. */
  readonly origin: string;
  /** This homeserver. */
  readonly serverName: string;
}

/** Something that has to be true of a membership event, and what it is called in an error. */
export interface MembershipCondition {
  readonly id: 'type' | 'room' | 'membership' | 'sender' | 'state-key';
  readonly demands: string;
  readonly holds: (event: PduDraft, expected: ExpectedMembership) => boolean;
}

const isMemberEvent: MembershipCondition = {
  id: 'type',
  demands: 'type has to be m.room.member',
  holds: ({ type }) => type === 'm.room.member',
};

const isOfRoom: MembershipCondition = {
  id: 'room',
  demands: 'room_id has to be that of the request',
  holds: ({ room_id: roomId }, expected) => roomId === expected.roomId,
};

const hasMembership: MembershipCondition = {
  id: 'membership',
  demands: 'membership has to be that of the request',
  holds: ({ content }, { membership }) => stringProperty(content, 'membership') === membership,
};

const isSentByOrigin: MembershipCondition = {
  id: 'sender',
  demands: 'sender has to be a user of the server that asks',
  holds: ({ sender }, { origin }) => serverNameAfterColon(sender) === origin,
};

/** What holds between homeservers that take part in rooms. https://spec.matrix.org/v1.19/server-server-api/ */
export const federationRules = {
  /** What the template of a membership event has to be. https://spec.matrix.org/v1.19/server-server-api/#joining-rooms */
  templateConditions: [
    isMemberEvent,
    isOfRoom,
    hasMembership,
    {
      id: 'sender',
      demands: 'sender has to be the user',
      holds: ({ sender }, { userId }) => sender === userId,
    },
    {
      id: 'state-key',
      demands: 'state_key has to be the user',
      holds: ({ state_key: stateKey }, { userId }) => stateKey === userId,
    },
  ] as readonly MembershipCondition[],
  /** What a join, knock or leave has to be that comes with `/send_join` and its like. */
  submissionConditions: [
    isMemberEvent,
    isOfRoom,
    hasMembership,
    isSentByOrigin,
    {
      id: 'state-key',
      demands: 'state_key has to be the sender',
      holds: ({ sender, state_key: stateKey }) => stateKey === sender,
    },
  ] as readonly MembershipCondition[],
  submittedSignatureDefect: requiredSignatureDefect,
  /** What an invite has to be that comes with `/invite`. */
  inviteConditions: [
    isMemberEvent,
    isOfRoom,
    hasMembership,
    isSentByOrigin,
    {
      id: 'state-key',
      demands: 'state_key has to be a user of this homeserver',
      holds: ({ state_key: stateKey = '' }, { serverName }) => serverNameAfterColon(stateKey) === serverName,
    },
  ] as readonly MembershipCondition[],
  inviteSignatureDefect: requiredSignatureDefect,
  /** Whether there is somebody to be invited. */
  takesInvitesFor: (account: Account | undefined): boolean => account !== undefined && !account.deactivated,
  /** Whether a room hears of it that an invite is rejected. */
  tellsRoomOfRejection: true,
  /** Whether a template is given for a user, by who asks. */
  givesTemplate: (userId: string, origin: string): boolean => serverNameAfterColon(userId) === origin,
  /** Whether a membership of another server may be that in a template, or that was submitted. */
  permitsMembership: (isAllowed: boolean, _membership: OwnMembership): boolean => isAllowed,
  /** Whether a server knows a room version, by those that it lists. */
  isCompatible: (roomVersion: string, supported: readonly string[]): boolean => supported.includes(roomVersion),
  /** Whether the other servers in a room are told of what one of them submitted. */
  distributesSubmissions: (_membership: OwnMembership): boolean => true,
  /** Whether an invite goes into the room only when the server of the invited user has signed it. */
  awaitsInvitedServer: true,
  /** The state with which a server is told of an invite, or of a room that it knocked on: whole events. */
  outsiderEvents: (events: readonly PduDraft[]): JsonObject[] => [...events],
  /** The state before an event, for other servers. */
  stateForServers: (room: Room, eventId: string): RoomState => room.graph.stateBefore(eventId),
  /** The auth chain of some events, for other servers. */
  authChainForServers: ({ graph }: Room, eventIds: readonly string[]): string[] => toldAuthChain(graph, eventIds),
  missingEvents: (room: Room, walk: BackwardWalk): string[] => room.graph.missingEvents(walk),
  backfill: (room: Room, eventIds: readonly string[], limit: number): string[] => room.graph.backfill(eventIds, limit),
  /** Whether a server may read the history of a room as one that is in it. */
  mayRead: (serverName: string, room: Room): boolean => room.joinedServers().has(serverName),
  /** Whether an event may be given away that other servers refer to, though it is not shown to users. */
  givesSoftFailed: true,
  /** An event of a user of this homeserver, after the forward extremities. */
  draftOwnEvent: draftEvent,
  /** Hashes and signs it. */
  sealOwnEvent: sealEvent,
  /** What goes on waiting for a server that did not take it: everything. https://spec.matrix.org/v1.19/server-server-api/#transactions */
  keptForLater: (due: Due): Due => due,
  /** A transaction that was not taken, as it is sent again. https://spec.matrix.org/v1.19/server-server-api/#put_matrixfederationv1sendtxnid */
  sentAgain: (transaction: Transaction): Transaction => transaction,
  /** Whether one server is sent something while another has not answered. */
  sendsSideBySide: true,
  /** How long a server may take to answer, in milliseconds. One that is not overloaded answers within few; this is where waiting ends. */
  waitsForServersMs: 30_000,
  /** The servers that are asked to let a user in, one after the other. */
  serversToAsk: (via: readonly string[]): readonly string[] => via,
  signRequest: (...[request, key]: Parameters<typeof signRequest>): string => signRequest(request, key),
  /** The keys that are published. */
  verifyKeys: ({ keyId, publicKey }: SigningKey): JsonObject => ({ [keyId]: { key: publicKey } }),
  /** Under which name they are. */
  publishedName: (serverName: string): string => serverName,
  /** How long they stay valid. Default: a day, which is longer than any run. */
  keyValidityMs: 24 * 60 * 60 * 1000,
};
