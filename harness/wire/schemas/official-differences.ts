/** Differences with one reason, each in the words of `differences()` in official-comparison.ts. */
export interface ExplainedDifferences {
  readonly reason: string;
  readonly differences: readonly string[];
}

/** Where our schemas say something else than the official documents, and why. Neither more nor fewer may exist. */
export const officialDifferences: readonly ExplainedDifferences[] = [
  {
    reason:
      'The document describes no body for this status; the text demands a standard error response for every error.',
    differences: [
      'client-server/getDevice response-404: official any type, ours error',
      'client-server/getFilter response-404: official any type, ours error',
      'client-server/getJoinedMembersByRoom response-403: official any type, ours error',
      'client-server/getMembersByRoom response-403: official any type, ours error',
      'client-server/getProfileField response-404: official any type, ours error',
      'client-server/getRoomEvents response-403: official any type, ours error',
      'client-server/getRoomState response-403: official any type, ours error',
      'client-server/getRoomStateWithKey response-403: official any type, ours error',
      'client-server/getRoomStateWithKey response-404: official any type, ours error',
    ],
  },
  {
    reason: 'The text demands both keys of every standard error response.',
    differences: ['error /error: official optional, ours required'],
  },
  {
    reason: 'Soft logout adds this key to M_UNKNOWN_TOKEN.',
    differences: ['error /soft_logout: only we describe it'],
  },
  {
    reason: 'The text has them in error.json, to which ours refers.',
    differences: [
      'rate-limited /errcode: only the official documents describe it',
      'rate-limited /error: only the official documents describe it',
    ],
  },
  {
    reason: 'After a failed stage the text adds the keys of a standard error response to the flows.',
    differences: [
      'client-server/changePassword response-401 /errcode: only we describe it',
      'client-server/changePassword response-401 /error: only we describe it',
      'client-server/deactivateAccount response-401 /errcode: only we describe it',
      'client-server/deactivateAccount response-401 /error: only we describe it',
      'client-server/register response-401 /errcode: only we describe it',
      'client-server/register response-401 /error: only we describe it',
      'user-interactive /errcode: only we describe it',
      'user-interactive /error: only we describe it',
    ],
  },
  {
    reason: 'The access token is optional here, and one that is wrong also leads to 401.',
    differences: [
      'client-server/changePassword response-401: official object, ours error|object',
      'client-server/deactivateAccount response-401: official object, ours error|object',
    ],
  },
  {
    reason: 'The description of the field names the one value that it can have.',
    differences: [
      'client-server/requestOpenIdToken response-200 /token_type: official any value, ours "Bearer"',
      'server-server/exchangeThirdPartyInvite request /type: official any value, ours "m.room.member"',
      'server-server/exchangeThirdPartyInvite request /content/membership: official any value, ours "invite"',
      'server-server/makeJoin response-200 /event/type: official any value, ours "m.room.member"',
      'server-server/makeJoin response-200 /event/content/membership: official any value, ours "join"',
      'server-server/makeKnock response-200 /event/type: official any value, ours "m.room.member"',
      'server-server/makeKnock response-200 /event/content/membership: official any value, ours "knock"',
      'server-server/makeLeave response-200 /event/type: official any value, ours "m.room.member"',
      'server-server/makeLeave response-200 /event/content/membership: official any value, ours "leave"',
      'server-server/sendInviteV1 request /type: official any value, ours "m.room.member"',
      'server-server/sendInviteV1 request /content/membership: official any value, ours "invite"',
      'server-server/sendInviteV1 response-200 /*/event/type: official any value, ours "m.room.member"',
      'server-server/sendInviteV1 response-200 /*/event/content/membership: official any value, ours "invite"',
      'server-server/sendInviteV2 request /event/type: official any value, ours "m.room.member"',
      'server-server/sendInviteV2 request /event/content/membership: official any value, ours "invite"',
      'server-server/sendInviteV2 response-200 /event/type: official any value, ours "m.room.member"',
      'server-server/sendInviteV2 response-200 /event/content/membership: official any value, ours "invite"',
      'server-server/sendJoinV2 request /type: official any value, ours "m.room.member"',
      'server-server/sendJoinV2 request /content/membership: official any value, ours "join"',
      'server-server/sendKnock request /type: official any value, ours "m.room.member"',
      'server-server/sendKnock request /content/membership: official any value, ours "knock"',
      'server-server/sendLeaveV2 request /type: official any value, ours "m.room.member"',
      'server-server/sendLeaveV2 request /content/membership: official any value, ours "leave"',
    ],
  },
  {
    reason:
      'No event format of a room version has this key, and version 11 protects it no more: that it is required of membership ' +
      'events on their way is left over from when it was a part of every PDU (matrix-spec issue 374).',
    differences: [
      'server-server/makeJoin response-200 /event/origin: official required, ours optional',
      'server-server/makeKnock response-200 /event/origin: official required, ours optional',
      'server-server/makeLeave response-200 /event/origin: official required, ours optional',
      'server-server/sendInviteV1 request /origin: official required, ours optional',
      'server-server/sendInviteV1 response-200 /*/event/origin: official required, ours optional',
      'server-server/sendInviteV2 request /event/origin: official required, ours optional',
      'server-server/sendInviteV2 response-200 /event/origin: official required, ours optional',
      'server-server/sendJoinV2 request /origin: official required, ours optional',
      'server-server/sendKnock request /origin: official required, ours optional',
      'server-server/sendLeaveV2 request /origin: official required, ours optional',
    ],
  },
  {
    reason:
      'Only membership events are listed here; they are state events, and no other membership passes the authorization rules.',
    differences: [
      'client-server/getMembersByRoom response-200 /chunk/*/type: official any value, ours "m.room.member"',
      'client-server/getMembersByRoom response-200 /chunk/*/state_key: official optional, ours required',
      'client-server/getMembersByRoom response-200 /chunk/*/content/membership: only we describe it',
    ],
  },
  {
    reason: 'The events are stripped state or whole PDUs, depending on the release; these fields are in both.',
    differences: [
      'server-server/sendInviteV1 request /unsigned/invite_room_state/*/type: only we describe it',
      'server-server/sendInviteV1 request /unsigned/invite_room_state/*/state_key: only we describe it',
      'server-server/sendInviteV1 request /unsigned/invite_room_state/*/content: only we describe it',
      'server-server/sendInviteV1 request /unsigned/invite_room_state/*/sender: only we describe it',
      'server-server/sendInviteV2 request /invite_room_state/*/type: only we describe it',
      'server-server/sendInviteV2 request /invite_room_state/*/state_key: only we describe it',
      'server-server/sendInviteV2 request /invite_room_state/*/content: only we describe it',
      'server-server/sendInviteV2 request /invite_room_state/*/sender: only we describe it',
      'server-server/sendKnock response-200 /knock_room_state/*/type: only we describe it',
      'server-server/sendKnock response-200 /knock_room_state/*/state_key: only we describe it',
      'server-server/sendKnock response-200 /knock_room_state/*/content: only we describe it',
      'server-server/sendKnock response-200 /knock_room_state/*/sender: only we describe it',
    ],
  },
  {
    reason:
      'The query parameter `format` decides between the content and the whole event, and is not known to a schema.',
    differences: [
      'client-server/getRoomStateWithKey response-200 /content: only the official documents describe it',
      'client-server/getRoomStateWithKey response-200 /type: only the official documents describe it',
      'client-server/getRoomStateWithKey response-200 /event_id: only the official documents describe it',
      'client-server/getRoomStateWithKey response-200 /sender: only the official documents describe it',
      'client-server/getRoomStateWithKey response-200 /origin_server_ts: only the official documents describe it',
      'client-server/getRoomStateWithKey response-200 /unsigned: only the official documents describe it',
      'client-server/getRoomStateWithKey response-200 /room_id: only the official documents describe it',
      'client-server/getRoomStateWithKey response-200 /state_key: only the official documents describe it',
    ],
  },
  {
    reason:
      "The algorithm is what a user has put into m.room.encryption, and others than the specification's own may be there.",
    differences: [
      'client-server/getSpaceHierarchy response-200 /rooms/*/encryption: official "m.megolm.v1.aes-sha2", ours any value',
      'server-server/getSpaceHierarchy response-200 /room/encryption: official "m.megolm.v1.aes-sha2", ours any value',
      'server-server/getSpaceHierarchy response-200 /children/*/encryption: official "m.megolm.v1.aes-sha2", ours any value',
      'events/m.room.encryption /content/algorithm: official "m.megolm.v1.aes-sha2", ours any value',
    ],
  },
  {
    reason: 'Kinds of conditions that the server does not know are allowed, and never met.',
    differences: ['events/m.room.join_rules /content/allow/*/type: official "m.room_membership", ours any value'],
  },
  {
    reason: 'The same path and method serve inviteBy3PID, which has another body.',
    differences: [
      'client-server/inviteUser request /user_id: official required, ours optional',
      'client-server/inviteUser request /id_server: only we describe it',
      'client-server/inviteUser request /id_access_token: only we describe it',
      'client-server/inviteUser request /medium: only we describe it',
      'client-server/inviteUser request /address: only we describe it',
    ],
  },
  {
    reason: 'The fields of a profile have the same types when they come one by one.',
    differences: [
      'client-server/getProfileField response-200 /displayname: only we describe it',
      'client-server/getProfileField response-200 /avatar_url: only we describe it',
      'client-server/getProfileField response-200 /m.tz: only we describe it',
      'client-server/setProfileField request /displayname: only we describe it',
      'client-server/setProfileField request /avatar_url: only we describe it',
      'client-server/setProfileField request /m.tz: only we describe it',
    ],
  },
  {
    reason: 'The document leaves the parts of other modules open, or calls them events; the modules describe them.',
    differences: [
      'client-server/sync response-200 /presence/events/*/type: official any value, ours "m.presence"',
      'client-server/sync response-200 /presence/events/*/content/presence: only we describe it',
      'client-server/sync response-200 /presence/events/*/content/last_active_ago: only we describe it',
      'client-server/sync response-200 /presence/events/*/content/currently_active: only we describe it',
      'client-server/sync response-200 /presence/events/*/content/status_msg: only we describe it',
      'client-server/sync response-200 /presence/events/*/content/displayname: only we describe it',
      'client-server/sync response-200 /presence/events/*/content/avatar_url: only we describe it',
      'client-server/sync response-200 /presence/events/*/sender: only we describe it',
      'client-server/sync response-200 /to_device/events: only we describe it',
      'client-server/sync response-200 /device_lists/changed: only we describe it',
      'client-server/sync response-200 /device_lists/left: only we describe it',
      'client-server/sync response-200 /device_unused_fallback_key_types: only we describe it',
    ],
  },
  {
    reason: 'The section on signing JSON says what is in an object of signatures.',
    differences: [
      'client-server/claimKeys response-200 /one_time_keys/{}/{}/{}/signatures/{}/{}: only we describe it',
      'client-server/uploadKeys request /one_time_keys/{}/signatures/{}/{}: only we describe it',
      'client-server/uploadKeys request /fallback_keys/{}/signatures/{}/{}: only we describe it',
    ],
  },
  {
    reason: 'm.receipt.private is a receipt type; the text knows no event of that type.',
    differences: ['events/m.receipt /type: official "m.receipt" "m.receipt.private", ours "m.receipt"'],
  },
  {
    reason: 'The envelope is that of any client event, where the state key is optional.',
    differences: [
      'events/m.room.message /state_key: only we describe it',
      'events/m.room.redaction /state_key: only we describe it',
    ],
  },
  {
    reason: 'The description exempts the create event; our schema requires it of all others by a condition.',
    differences: ['events/pdu-v12 /room_id: official required, ours optional'],
  },
];

/** Where official examples break our schemas, and why. */
export const explainedExamples: readonly ExplainedDifferences[] = [
  {
    reason: 'The example leaves out the key `error`, which the text demands.',
    differences: ['client-server/login response-403'],
  },
  {
    reason: 'The example stands for a PDU of any room version, and is none itself.',
    differences: [
      'server-server/getMissingPreviousEvents response-200 /events/0',
      'server-server/sendJoinV2 response-200 /auth_chain/0',
      'server-server/sendJoinV2 response-200 /state/0',
      'server-server/sendKnock response-200 /knock_room_state/0',
      'server-server/sendKnock response-200 /knock_room_state/1',
    ],
  },
  {
    reason: 'The example leaves out what each PDU has.',
    differences: ['server-server/sendInviteV1 response-200 /1/event', 'server-server/sendInviteV2 response-200 /event'],
  },
];
