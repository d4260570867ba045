import { expect, test } from 'vitest';

import { allRoomVersions, isRoomVersion, roomVersions, type RoomVersionRules } from './room-versions.ts';

test('the twelve versions, oldest first', () => {
  expect(allRoomVersions).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']);
});

test.each(['0', '13', '01', '', 'constructor', 'org.example.1'])('%j is not one of them', (text) => {
  expect(isRoomVersion(text)).toBe(false);
});

// The feature table at https://spec.matrix.org/v1.19/rooms/#feature-matrix and the pages of the versions: each row lists the
// values from version 1 to 12, as the table is built the other way round.
test.each<[Exclude<keyof RoomVersionRules, 'redaction'>, string]>([
  ['eventIdFormat', 'given given base64 base64url *9'],
  ['roomIdFormat', 'opaque *11 create-hash'],
  ['eventReferences', 'id-and-hash *2 id *10'],
  ['maxDepth', '9223372036854775807 *5 9007199254740991 *7'],
  ['stateResolution', 'v1 v2 *10 v2.1'],
  ['strictCanonicalJson', 'false *5 true *7'],
  ['enforcesKeyValidity', 'false *4 true *8'],
  ['powerLevelValues', 'integer-string-float *5 integer-string *4 integer *3'],
  ['notificationLevelsAuthed', 'false *5 true *7'],
  ['aliasesRule', 'true *5 false *7'],
  ['redactionDecidedBy', 'authorization-rule *2 apply-time-rule *10'],
  ['redactsLocation', 'event *10 content *2'],
  ['knock', 'false *6 true *6'],
  ['restricted', 'false *7 true *5'],
  ['knockRestricted', 'false *9 true *3'],
  ['creatorIs', 'content.creator *10 sender sender-and-additional-creators'],
  ['creatorPower', '100-by-default *11 infinite'],
  ['createInAuthEvents', 'true *11 false'],
  ['furtherSignatureOf', 'event-id-server *2 none *5 authorising-user-server *5'],
])('%s', (column, row) => {
  const values = row.replaceAll(/(\S+) \*([0-9]+)/g, (_all, value: string, times: string) =>
    Array(Number(times)).fill(value).join(' '),
  );
  expect(allRoomVersions.map((version) => String(roomVersions[version][column])).join(' ')).toBe(values);
});
