/** What all checks may use of the harness. Beside it there is what few of them need: forks.ts and stories.ts. Nothing else is theirs. */

// Checks and what they are given
export { decidesFrom, eachRoomVersion } from './run/checks/check.ts';
export { test } from './run/checks/fixtures.ts';
export { withOwnHomeserver } from './run/checks/with-own-homeserver.ts';
export type { Catalogue } from './run/checks/requirement.ts';

// For users of the package: what a configuration file in TypeScript exports
/** @public */
export type { Configuration } from './target/configuration/configuration.ts';

// Users
export { Client, granted, newTxnId } from './client/client.ts';
export { passwordOf } from './client/passwords.ts';
export { freshLocalpart } from './client/register.ts';
export { syncUntil } from './client/sync-until.ts';

// Other homeservers, and the rooms they know
export { citedIds } from './protocol/cited-ids.ts';
export { type EventSpec, selectAuthEvents } from './event-graph/build-event.ts';
export type { RoomGraph } from './event-graph/room-graph.ts';
export type { Peer } from './peer/peer.ts';
export { signRequest } from './protocol/x-matrix.ts';

// Answers
export type { WireResponse } from './wire/http-client.ts';
export { path } from './wire/path.ts';
export { integerAt, objectAt, objectsAt, stringAt, stringsAt, valueAt } from './wire/read.ts';

// The protocol
export { eventFormatDefects } from './protocol/event-format.ts';
export { verifyEventSignature } from './protocol/event-signing.ts';
export type { JsonObject, JsonValue } from './protocol/json.ts';
export { type Pdu, referencedIds } from './protocol/pdu.ts';
export { allRoomVersions, type RoomVersion, type RoomVersionRules, roomVersions } from './protocol/room-versions.ts';
export { generateSigningKey, verifyJson } from './protocol/signing.ts';
