import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { signJson } from '../../protocol/signing.ts';
import { exampleKeyOf } from '../../event-graph/scenario/example-servers.ts';
import {
  alice,
  ban,
  bob,
  carol,
  dave,
  daveIs,
  erin,
  join,
  leave,
  membership,
  powerLevels,
  publicRoom,
  userId,
} from './rooms.ts';
import { at, type Room, type Side, type Story, type StoryEvent, andThen } from './story.ts';

const identityServer = 'identity.example';
const otherServer = 'other-identity.example';
const token = 'a-token';

const publicKeyOf = (server: string): string => exampleKeyOf(server).publicKey;

/** bob invited somebody by an address; these keys prove who that is. */
function pending(content: JsonObject, sender = bob): StoryEvent {
  return { type: 'm.room.third_party_invite', sender, stateKey: token, content: { display_name: 'D…', ...content } };
}

const ownKey = pending({ public_key: publicKeyOf(identityServer) });
const invited = andThen(publicRoom, ownKey);
const invitedTo = (room: Room): Room => andThen(room, ownKey);
const keyList = (...servers: string[]): JsonObject => ({
  public_keys: servers.map((server) => ({ public_key: publicKeyOf(server) })),
});

/** What an identity server signs: that a user has the address. */
function proof(signed: JsonObject = {}, signer = identityServer): JsonObject {
  return signJson({ mxid: userId(dave), token, ...signed }, signer, exampleKeyOf(signer));
}

/** The invite into which the user's server turns the pending one. */
function invite(signed: JsonValue | undefined, { sender = bob, target = dave } = {}): StoryEvent {
  const thirdParty = { display_name: 'D…', ...(signed !== undefined && { signed }) };
  return membership('invite', sender, target, { third_party_invite: thirdParty });
}

function without(key: string): JsonObject {
  const { signatures: _ofBoth, [key]: _left, ...rest } = proof();
  return signJson(rest, identityServer, exampleKeyOf(identityServer));
}

// Of the two keys this is the one that has characters in which the alphabets differ.
const urlSafeKey = publicKeyOf(otherServer).replaceAll('+', '-').replaceAll('/', '_');
const invitedByUrlSafeKey = andThen(publicRoom, pending({ public_key: urlSafeKey }));

const signature = 'member.invite.third-party.signature';
const notSigned = 'member.invite.third-party.reject';
const accepted = at(invited, invite(proof()), signature);

/** A pending invite with some content, which a proof of the identity server meets. */
const withKeys = (content: JsonObject, by?: string): Side =>
  at(andThen(publicRoom, pending(content)), invite(proof()), by);

const formStories: readonly Story[] = [
  {
    rule: 'member.invite.third-party.banned',
    about: 'a banned user is not invited by an address, either',
    accept: at(invitedTo(daveIs('leave')), invite(proof()), signature),
    reject: at(invitedTo(daveIs('ban')), invite(proof())),
  },
  {
    rule: 'member.invite.third-party.signed',
    about: 'the invite carries what the identity server signed',
    accept: accepted,
    reject: at(invited, invite(undefined)),
  },
  {
    rule: 'member.invite.third-party.mxid-and-token',
    about: 'what was signed names the user',
    accept: accepted,
    reject: at(invited, invite(without('mxid'))),
  },
  {
    rule: 'member.invite.third-party.mxid-and-token',
    about: 'what was signed has the token',
    accept: accepted,
    reject: at(invited, invite(without('token'))),
  },
  {
    rule: 'member.invite.third-party.mxid',
    about: 'what was signed names the user who is invited',
    accept: accepted,
    reject: at(invited, invite(proof({ mxid: userId(erin) }))),
  },
  {
    rule: 'member.invite.third-party.token',
    about: 'the token is that of a pending invite of the room',
    accept: accepted,
    reject: at(invited, invite(proof({ token: 'another-token' }))),
  },
  {
    rule: 'member.invite.third-party.token',
    about: 'the room has a pending invite at all',
    accept: accepted,
    reject: at(publicRoom, invite(proof())),
  },
  {
    rule: 'member.invite.third-party.sender',
    about: 'the invite is sent by whoever sent the pending one',
    accept: accepted,
    reject: at(invited, invite(proof(), { sender: carol })),
  },
  {
    rule: 'member.invite.third-party.sender',
    about: 'power does not make up for not having sent the pending invite',
    accept: at(
      andThen(publicRoom, pending({ public_key: publicKeyOf(identityServer) }, alice)),
      invite(proof(), { sender: alice }),
      signature,
    ),
    reject: at(invited, invite(proof(), { sender: alice })),
  },
];

const signatureStories: readonly Story[] = [
  {
    rule: signature,
    about: 'the signature is by the key of the pending invite',
    accept: accepted,
    reject: withKeys({ public_key: publicKeyOf(otherServer) }, notSigned),
  },
  {
    rule: signature,
    about: 'the key may be one of a list',
    accept: withKeys(keyList(otherServer, identityServer)),
    reject: withKeys(keyList(otherServer), notSigned),
  },
  {
    rule: signature,
    about: 'the key may be in the list while another stands by itself',
    accept: withKeys({ public_key: publicKeyOf(otherServer), ...keyList(identityServer) }),
    reject: withKeys({ public_key: publicKeyOf(otherServer), ...keyList(otherServer) }, notSigned),
  },
  {
    rule: signature,
    about: 'the key may stand by itself while others are in a list',
    accept: withKeys({ public_key: publicKeyOf(identityServer), ...keyList(otherServer) }),
    reject: withKeys(keyList(), notSigned),
  },
  {
    rule: signature,
    about: 'a key may be written in the URL-safe alphabet',
    accept: at(invitedByUrlSafeKey, invite(proof({}, otherServer))),
    reject: at(invitedByUrlSafeKey, invite(proof()), notSigned),
  },
  {
    rule: signature,
    about: 'one signature of several is enough',
    accept: at(invited, invite(signJson(proof(), otherServer, exampleKeyOf(otherServer)))),
    reject: at(invited, invite(proof({}, otherServer)), notSigned),
  },
  {
    rule: signature,
    about: 'the one who sent the pending invite may have left',
    accept: at(andThen(invited, leave(bob)), invite(proof())),
    reject: at(andThen(invited, leave(bob)), invite(proof({}, otherServer)), notSigned),
  },
  {
    rule: signature,
    about: 'the invite level is asked for by the pending invite only',
    accept: at(andThen(invited, powerLevels(alice, { invite: 100 })), invite(proof())),
    reject: at(
      andThen(invited, powerLevels(alice, { invite: 100 })),
      membership('invite', bob, dave),
      'member.invite.reject',
    ),
  },
  {
    rule: signature,
    about: 'a joined user can be invited by an address, but not one who is banned',
    accept: at(invitedTo(andThen(publicRoom, join(dave))), invite(proof())),
    reject: at(
      invitedTo(andThen(publicRoom, join(dave), ban(bob, dave))),
      invite(proof()),
      'member.invite.third-party.banned',
    ),
  },
  {
    rule: notSigned,
    about: 'what was signed is what is there',
    accept: accepted,
    reject: at(invited, invite({ ...proof(), added: 'later' })),
  },
  {
    rule: notSigned,
    about: 'what was signed has a signature',
    accept: accepted,
    reject: at(invited, invite({ ...proof(), signatures: {} })),
  },
  {
    rule: notSigned,
    about: 'a pending invite that was taken back has no key',
    accept: accepted,
    reject: at(andThen(invited, { ...ownKey, content: {} }), invite(proof())),
  },
];

export const thirdPartyStories: readonly Story[] = [...formStories, ...signatureStories];
