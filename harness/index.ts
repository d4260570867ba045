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
