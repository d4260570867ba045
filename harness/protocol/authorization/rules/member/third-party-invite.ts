import { isJsonObject, type JsonObject, type JsonValue } from '../../../json.ts';
import type { RoomEvent } from '../../../room-event.ts';
import { verifyJson } from '../../../signing.ts';
import { stateMapKey } from '../../../state-map-key.ts';
import type { AuthContext } from '../../auth-context.ts';
import { ownValue } from '../../power-levels.ts';
import { allowIf, otherwiseReject, rejectIf, type Rule, when } from '../../rule.ts';
import { isAmong } from './becomes.ts';

function signedOf({ event }: AuthContext): JsonValue | undefined {
  return ownValue(ownValue(event.content, 'third_party_invite'), 'signed');
}

/** The `m.room.third_party_invite` whose token the invite carries. */
function invitation(context: AuthContext): RoomEvent | undefined {
  const token = ownValue(signedOf(context), 'token');
  return typeof token === 'string' ? context.state.get(stateMapKey('m.room.third_party_invite', token)) : undefined;
}

/** An invite of somebody who was known by an address only: the first item below "invite". */
export const thirdPartyInviteRules: Rule = when(
  'member.invite.third-party',
  ({ event }) => Object.hasOwn(event.content, 'third_party_invite'),
  [
    rejectIf(
      'member.invite.third-party.banned',
      ({ target }) => `${target} is banned`,
      (context) => isAmong(context, context.target, ['ban']),
    ),
    rejectIf(
      'member.invite.third-party.signed',
      'third_party_invite has no signed',
      (context) => signedOf(context) === undefined,
    ),
    rejectIf(
      'member.invite.third-party.mxid-and-token',
      'signed has no mxid, or no token',
      (context) =>
        ownValue(signedOf(context), 'mxid') === undefined || ownValue(signedOf(context), 'token') === undefined,
    ),
    rejectIf(
      'member.invite.third-party.mxid',
      'mxid is not the invited user',
      (context) => ownValue(signedOf(context), 'mxid') !== context.event.stateKey,
    ),
    rejectIf(
      'member.invite.third-party.token',
      'the room has no m.room.third_party_invite with the token',
      (context) => invitation(context) === undefined,
    ),
    rejectIf(
      'member.invite.third-party.sender',
      'the m.room.third_party_invite is of another sender',
      (context) => invitation(context)?.sender !== context.event.sender,
    ),
    allowIf('member.invite.third-party.signature', 'a key of the m.room.third_party_invite signed it', (context) =>
      isSignedByAKeyOf(signedOf(context), invitation(context)),
    ),
    otherwiseReject('member.invite.third-party.reject', 'no key of the m.room.third_party_invite signed it'),
  ],
);

function isSignedByAKeyOf(signed: JsonValue | undefined, invite: RoomEvent | undefined): boolean {
  if (!isJsonObject(signed) || !invite) return false;
  const keys = publicKeysOf(invite.content);
  return signatureNames(signed).some(([server, keyId]) =>
    keys.some((publicKey) => verifyJson(signed, server, keyId, publicKey, { strict: false }).valid),
  );
}

function publicKeysOf(content: JsonObject): string[] {
  const further = ownValue(content, 'public_keys');
  const listed = Array.isArray(further) ? further.map((key) => ownValue(key, 'public_key')) : [];
  const keys = [ownValue(content, 'public_key'), ...listed].filter((key) => typeof key === 'string');
  // Unlike other keys, these may be in the URL-safe alphabet as well.
  return keys.map((key) => key.replaceAll('-', '+').replaceAll('_', '/'));
}

function signatureNames(signed: JsonObject): [server: string, keyId: string][] {
  const signatures = ownValue(signed, 'signatures');
  if (!isJsonObject(signatures)) return [];
  return Object.entries(signatures).flatMap(([server, byKey]) =>
    isJsonObject(byKey) ? Object.keys(byKey).map((keyId): [string, string] => [server, keyId]) : [],
  );
}
