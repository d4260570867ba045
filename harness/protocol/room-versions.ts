import {
  type RedactionRules,
  redactionSince1,
  redactionSince11,
  redactionSince6,
  redactionSince8,
  redactionSince9,
} from './redaction-rules.ts';

/** A room version of the specification. Source: https://spec.matrix.org/v1.19/rooms/ */
export type RoomVersion = '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '10' | '11' | '12';

/** What tells one room version from another. */
export interface RoomVersionRules {
  /** Where an event's ID comes from: given in the event, or its reference hash in one of the two Base64 alphabets. */
  readonly eventIdFormat: 'given' | 'base64' | 'base64url';
  /** A room ID is opaque with a server name, or made of the create event's reference hash. */
  readonly roomIdFormat: 'opaque' | 'create-hash';
  /** The entries of `prev_events` and `auth_events`. */
  readonly eventReferences: 'id-and-hash' | 'id';
  /** Largest `depth`; an event after one that has it, has it too. */
  readonly maxDepth: bigint;
  readonly stateResolution: 'v1' | 'v2' | 'v2.1';
  /** Whether floats and integers beyond 2^53-1 make an event invalid. Where false, servers must tolerate them. */
  readonly strictCanonicalJson: boolean;
  /** Whether `valid_until_ts` of a signing key must reach the event's `origin_server_ts`. */
  readonly enforcesKeyValidity: boolean;
  /** The JSON types in which power levels are accepted. */
  readonly powerLevelValues: 'integer-string-float' | 'integer-string' | 'integer';
  /** Whether changing `notifications` in the power levels is subject to the authorization rules. */
  readonly notificationLevelsAuthed: boolean;
  /** Whether `m.room.aliases` has an authorization rule of its own. */
  readonly aliasesRule: boolean;
  /** Whether a redaction's right is checked when it is authorized, or when it is applied. */
  readonly redactionDecidedBy: 'authorization-rule' | 'apply-time-rule';
  /** Where a redaction names its event. */
  readonly redactsLocation: 'event' | 'content';
  readonly knock: boolean;
  /** The join rule `restricted`. */
  readonly restricted: boolean;
  /** The join rule `knock_restricted`. */
  readonly knockRestricted: boolean;
  readonly creatorIs: 'content.creator' | 'sender' | 'sender-and-additional-creators';
  /** A creator's power level: 100 while there is no power levels event, or above every level for ever. */
  readonly creatorPower: '100-by-default' | 'infinite';
  /** Whether every event except the create event cites the create event in `auth_events`, or none may. */
  readonly createInAuthEvents: boolean;
  /** Whose signature an event needs besides that of its sender's server. */
  readonly furtherSignatureOf: 'event-id-server' | 'none' | 'authorising-user-server';
  readonly redaction: RedactionRules;
}

// Each version is written as its difference from the one before, as the specification does.
const version1: RoomVersionRules = {
  eventIdFormat: 'given',
  roomIdFormat: 'opaque',
  eventReferences: 'id-and-hash',
  maxDepth: 2n ** 63n - 1n,
  stateResolution: 'v1',
  strictCanonicalJson: false,
  enforcesKeyValidity: false,
  powerLevelValues: 'integer-string-float',
  notificationLevelsAuthed: false,
  aliasesRule: true,
  redactionDecidedBy: 'authorization-rule',
  redactsLocation: 'event',
  knock: false,
  restricted: false,
  knockRestricted: false,
  creatorIs: 'content.creator',
  creatorPower: '100-by-default',
  createInAuthEvents: true,
  furtherSignatureOf: 'event-id-server',
  redaction: redactionSince1,
};

const version2: RoomVersionRules = { ...version1, stateResolution: 'v2' };

const version3: RoomVersionRules = {
  ...version2,
  eventIdFormat: 'base64',
  eventReferences: 'id',
  redactionDecidedBy: 'apply-time-rule',
  furtherSignatureOf: 'none',
};

const version4: RoomVersionRules = { ...version3, eventIdFormat: 'base64url' };

const version5: RoomVersionRules = { ...version4, enforcesKeyValidity: true };

const version6: RoomVersionRules = {
  ...version5,
  maxDepth: 2n ** 53n - 1n,
  strictCanonicalJson: true,
  powerLevelValues: 'integer-string',
  notificationLevelsAuthed: true,
  aliasesRule: false,
  redaction: redactionSince6,
};

const version7: RoomVersionRules = { ...version6, knock: true };

const version8: RoomVersionRules = {
  ...version7,
  restricted: true,
  furtherSignatureOf: 'authorising-user-server',
  redaction: redactionSince8,
};

const version9: RoomVersionRules = { ...version8, redaction: redactionSince9 };

const version10: RoomVersionRules = { ...version9, powerLevelValues: 'integer', knockRestricted: true };

const version11: RoomVersionRules = {
  ...version10,
  redactsLocation: 'content',
  creatorIs: 'sender',
  redaction: redactionSince11,
};

const version12: RoomVersionRules = {
  ...version11,
  roomIdFormat: 'create-hash',
  stateResolution: 'v2.1',
  creatorIs: 'sender-and-additional-creators',
  creatorPower: 'infinite',
  createInAuthEvents: false,
};

/** The rules of each room version. The only place that knows one version from another. */
export const roomVersions: Readonly<Record<RoomVersion, RoomVersionRules>> = {
  '1': version1,
  '2': version2,
  '3': version3,
  '4': version4,
  '5': version5,
  '6': version6,
  '7': version7,
  '8': version8,
  '9': version9,
  '10': version10,
  '11': version11,
  '12': version12,
};

/** All room versions, oldest first. */
export const allRoomVersions = Object.keys(roomVersions) as readonly RoomVersion[];

/** Whether a text, such as `room_version` of a create event, is one of the twelve. */
export function isRoomVersion(text: string): text is RoomVersion {
  return Object.hasOwn(roomVersions, text);
}
