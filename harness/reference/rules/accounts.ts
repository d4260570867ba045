import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';
import type { Room } from '../rooms/room.ts';
import type { Account, Session } from '../users/account.ts';

/** How users are registered, logged in and out, and what they are told of each other. */
export const accountRules = {
  /** Whether a text can be a localpart. https://spec.matrix.org/v1.19/appendices/#user-identifiers */
  isLocalpart: (text: string): boolean => /^[a-z0-9._=/+-]+$/.test(text),
  /** A user ID may not be longer, in bytes. */
  longestUserId: 255,
  isTaken: ({ accounts }: Homeserver, userId: string): boolean => accounts.has(userId),
  /** The localpart of somebody who gave no user name. */
  madeUpLocalpart: (): string => randomBytes(8).toString('hex'),
  /** Whether all stages of an authentication are complete. https://spec.matrix.org/v1.19/client-server-api/#user-interactive-authentication-api */
  isAuthenticated: (stages: readonly string[], completed: readonly string[]): boolean =>
    stages.every((stage) => completed.includes(stage)),
  /** What a registration asks for. https://spec.matrix.org/v1.19/client-server-api/#dummy-auth */
  registrationStages: ['m.login.dummy'] as readonly string[],
  /** Whether somebody who registers is not logged in, by `inhibit_login`. */
  inhibitsLogin: (asked: boolean): boolean => asked,
  /** The device of a registration or login, by what the client asked for; undefined for a new one. */
  deviceFor: (_account: Account, asked: string | undefined): string | undefined => asked,
  /** The user whom a client names by user ID or localpart. */
  accountNamed: ({ accounts, serverName }: Homeserver, user: string): Account | undefined =>
    accounts.get(user.startsWith('@') ? user : `@${user}:${serverName}`),
  isPassword: ({ password }: Account, given: string): boolean => password === given,
  /** Of an access token that can be refreshed, in milliseconds: longer than most runs, so that few have to. */
  accessTokenLifetimeMs: 5 * 60_000,
  /** Whose access token it is; undefined if it is good for nothing. */
  sessionOf: ({ accounts }: Homeserver, accessToken: string): Session | undefined => accounts.withToken(accessToken),
  /** The sessions that end when one logs out. https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3logout */
  endedByLogout: (session: Session): Session[] => [session],
  /** The sessions that end when one logs out everywhere. */
  endedByLogoutAll: (session: Session, _homeserver: Homeserver): Session[] => [...session.account.sessions.values()],
  /** Whose a token is, as its owner is told. https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3accountwhoami */
  ownerOf: ({ account, deviceId }: Session): JsonObject => ({ user_id: account.userId, device_id: deviceId }),
  /** Of a whole profile, in bytes. https://spec.matrix.org/v1.19/client-server-api/#profiles */
  largestProfile: 65_536,
  /** Of the name of a field of a profile, in bytes. */
  longestProfileKey: 255,
  /** Whether a user is told of the presence of another. https://spec.matrix.org/v1.19/client-server-api/#presence */
  seesPresence: (userId: string, other: string, roomsOfUser: readonly Room[]): boolean =>
    userId === other || roomsOfUser.some((room) => room.membershipOf(other) === 'join'),
  /** The devices that a message is for. https://spec.matrix.org/v1.19/client-server-api/#send-to-device-messaging */
  devicesNamed: ({ sessions }: Account, deviceId: string): Session[] =>
    [...sessions.values()].filter((session) => deviceId === '*' || session.deviceId === deviceId),
};
