/** What checks may use of the harness. Nothing else is theirs. */
export { describe } from 'vitest';
export { decidesFrom, eachRoomVersion } from './run/check.ts';
export { test } from './run/fixtures.ts';
export type { Catalogue, Requirement } from './run/requirement.ts';
export { Client, granted, newTxnId } from './client/client.ts';
export { freshLocalpart, passwordOf } from './client/register.ts';
export { path } from './wire/path.ts';
export { arrayAt, integerAt, objectAt, objectsAt, stringAt, stringsAt, valueAt } from './wire/read.ts';
export type { WireResponse } from './wire/http-client.ts';
export type { Peer } from './peer/peer.ts';
export type { RoomGraph } from './event-graph/room-graph.ts';
export type { EventSpec } from './event-graph/build-event.ts';
export { type RoomVersion, roomVersions } from './protocol/room-versions.ts';
export { referencedIds } from './protocol/pdu.ts';
export type { JsonObject } from './protocol/json.ts';
export type { ResolvedEntry } from './event-graph/state-map.ts';
