import type { JsonObject } from '../../protocol/json.ts';
import type { Homeserver } from '../homeserver.ts';

/** What else a membership event tells. */
export interface MemberDetails {
  readonly reason?: string | undefined;
  readonly isDirect?: boolean;
}

/**
 * The content of an `m.room.member` event: for those who come in, with the display name and avatar of their profile, if they are
 * users of this homeserver.
 *
 * Source: https://spec.matrix.org/v1.19/client-server-api/#mroommember
 */
export function memberContent(
  { accounts }: Homeserver,
  userId: string,
  membership: string,
  { reason, isDirect = false }: MemberDetails = {},
): JsonObject {
  const { displayname, avatar_url: avatarUrl } = accounts.get(userId)?.profile ?? {};
  const isComing = ['join', 'invite', 'knock'].includes(membership);
  return {
    membership,
    ...(isComing && typeof displayname === 'string' && { displayname }),
    ...(isComing && typeof avatarUrl === 'string' && { avatar_url: avatarUrl }),
    ...(reason !== undefined && { reason }),
    ...(isDirect && { is_direct: true }),
  };
}
