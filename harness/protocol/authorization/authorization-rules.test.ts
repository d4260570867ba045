import { expect, test } from 'vitest';
import { type RoomVersion, roomVersions } from '../room-versions.ts';
import { authorizationRules, numbered, type NumberedRule } from './authorization-rules.ts';

/**
 * Where each item stands in the numbered list of a room version, by https://spec.matrix.org/v1.19/rooms/ as it is rendered:
 * the list of version 12 has no 3.5 and no second 10.10, whatever its source says. Without the two items below "If any
 * signature in signed", which say where keys are found and decide nothing.
 */
const numbers = `
  1        3        6        7        8        10       11       12
  1        1        1        1        1        1        1        1        create
  1.1      1.1      1.1      1.1      1.1      1.1      1.1      1.1      create.prev-events
  1.2      1.2      1.2      1.2      1.2      1.2      1.2      -        create.room-id-domain
  -        -        -        -        -        -        -        1.2      create.room-id-given
  1.3      1.3      1.3      1.3      1.3      1.3      1.3      1.3      create.room-version
  1.4      1.4      1.4      1.4      1.4      1.4      -        -        create.creator
  -        -        -        -        -        -        -        1.4      create.additional-creators
  1.5      1.5      1.5      1.5      1.5      1.5      1.4      1.5      create.allow
  -        -        -        -        -        -        -        2        room-id
  2        2        2        2        2        2        2        3        auth-events
  2.1      2.1      2.1      2.1      2.1      2.1      2.1      3.1      auth-events.duplicate
  2.2      2.2      2.2      2.2      2.2      2.2      2.2      3.2      auth-events.not-selected
  2.3      2.3      2.3      2.3      2.3      2.3      2.3      3.3      auth-events.rejected
  2.4      2.4      2.4      2.4      2.4      2.4      2.4      -        auth-events.no-create
  2.5      2.5      2.5      2.5      2.5      2.5      2.5      3.4      auth-events.another-room
  3        3        3        3        3        3        3        4        federate
  4        4        -        -        -        -        -        -        aliases
  4.1      4.1      -        -        -        -        -        -        aliases.state-key
  4.2      4.2      -        -        -        -        -        -        aliases.domain
  4.3      4.3      -        -        -        -        -        -        aliases.allow
  5        5        4        4        4        4        4        5        member
  5.1      5.1      4.1      4.1      4.1      4.1      4.1      5.1      member.state-key
  -        -        -        -        4.2      4.2      4.2      5.2      member.authorised
  -        -        -        -        4.2.1    4.2.1    4.2.1    5.2.1    member.authorised.signature
  5.2      5.2      4.2      4.2      4.3      4.3      4.3      5.3      member.join
  5.2.1    5.2.1    4.2.1    4.2.1    4.3.1    4.3.1    4.3.1    5.3.1    member.join.creator
  5.2.2    5.2.2    4.2.2    4.2.2    4.3.2    4.3.2    4.3.2    5.3.2    member.join.sender
  5.2.3    5.2.3    4.2.3    4.2.3    4.3.3    4.3.3    4.3.3    5.3.3    member.join.banned
  5.2.4    5.2.4    4.2.4    4.2.4    4.3.4    4.3.4    4.3.4    5.3.4    member.join.invited
  -        -        -        -        4.3.5    4.3.5    4.3.5    5.3.5    member.join.restricted
  -        -        -        -        4.3.5.1  4.3.5.1  4.3.5.1  5.3.5.1  member.join.restricted.invited
  -        -        -        -        4.3.5.2  4.3.5.2  4.3.5.2  5.3.5.2  member.join.restricted.authoriser
  -        -        -        -        4.3.5.3  4.3.5.3  4.3.5.3  5.3.5.3  member.join.restricted.allow
  5.2.5    5.2.5    4.2.5    4.2.5    4.3.6    4.3.6    4.3.6    5.3.6    member.join.public
  5.2.6    5.2.6    4.2.6    4.2.6    4.3.7    4.3.7    4.3.7    5.3.7    member.join.reject
  5.3      5.3      4.3      4.3      4.4      4.4      4.4      5.4      member.invite
  5.3.1    5.3.1    4.3.1    4.3.1    4.4.1    4.4.1    4.4.1    5.4.1    member.invite.third-party
  5.3.1.1  5.3.1.1  4.3.1.1  4.3.1.1  4.4.1.1  4.4.1.1  4.4.1.1  5.4.1.1  member.invite.third-party.banned
  5.3.1.2  5.3.1.2  4.3.1.2  4.3.1.2  4.4.1.2  4.4.1.2  4.4.1.2  5.4.1.2  member.invite.third-party.signed
  5.3.1.3  5.3.1.3  4.3.1.3  4.3.1.3  4.4.1.3  4.4.1.3  4.4.1.3  5.4.1.3  member.invite.third-party.mxid-and-token
  5.3.1.4  5.3.1.4  4.3.1.4  4.3.1.4  4.4.1.4  4.4.1.4  4.4.1.4  5.4.1.4  member.invite.third-party.mxid
  5.3.1.5  5.3.1.5  4.3.1.5  4.3.1.5  4.4.1.5  4.4.1.5  4.4.1.5  5.4.1.5  member.invite.third-party.token
  5.3.1.6  5.3.1.6  4.3.1.6  4.3.1.6  4.4.1.6  4.4.1.6  4.4.1.6  5.4.1.6  member.invite.third-party.sender
  5.3.1.7  5.3.1.7  4.3.1.7  4.3.1.7  4.4.1.7  4.4.1.7  4.4.1.7  5.4.1.7  member.invite.third-party.signature
  5.3.1.8  5.3.1.8  4.3.1.8  4.3.1.8  4.4.1.8  4.4.1.8  4.4.1.8  5.4.1.8  member.invite.third-party.reject
  5.3.2    5.3.2    4.3.2    4.3.2    4.4.2    4.4.2    4.4.2    5.4.2    member.invite.sender
  5.3.3    5.3.3    4.3.3    4.3.3    4.4.3    4.4.3    4.4.3    5.4.3    member.invite.target
  5.3.4    5.3.4    4.3.4    4.3.4    4.4.4    4.4.4    4.4.4    5.4.4    member.invite.level
  5.3.5    5.3.5    4.3.5    4.3.5    4.4.5    4.4.5    4.4.5    5.4.5    member.invite.reject
  5.4      5.4      4.4      4.4      4.5      4.5      4.5      5.5      member.leave
  5.4.1    5.4.1    4.4.1    4.4.1    4.5.1    4.5.1    4.5.1    5.5.1    member.leave.own
  5.4.2    5.4.2    4.4.2    4.4.2    4.5.2    4.5.2    4.5.2    5.5.2    member.leave.sender
  5.4.3    5.4.3    4.4.3    4.4.3    4.5.3    4.5.3    4.5.3    5.5.3    member.leave.unban
  5.4.4    5.4.4    4.4.4    4.4.4    4.5.4    4.5.4    4.5.4    5.5.4    member.leave.kick
  5.4.5    5.4.5    4.4.5    4.4.5    4.5.5    4.5.5    4.5.5    5.5.5    member.leave.reject
  5.5      5.5      4.5      4.5      4.6      4.6      4.6      5.6      member.ban
  5.5.1    5.5.1    4.5.1    4.5.1    4.6.1    4.6.1    4.6.1    5.6.1    member.ban.sender
  5.5.2    5.5.2    4.5.2    4.5.2    4.6.2    4.6.2    4.6.2    5.6.2    member.ban.level
  5.5.3    5.5.3    4.5.3    4.5.3    4.6.3    4.6.3    4.6.3    5.6.3    member.ban.reject
  -        -        -        4.6      4.7      4.7      4.7      5.7      member.knock
  -        -        -        4.6.1    4.7.1    4.7.1    4.7.1    5.7.1    member.knock.join-rule
  -        -        -        4.6.2    4.7.2    4.7.2    4.7.2    5.7.2    member.knock.sender
  -        -        -        4.6.3    4.7.3    4.7.3    4.7.3    5.7.3    member.knock.allow
  -        -        -        4.6.4    4.7.4    4.7.4    4.7.4    5.7.4    member.knock.reject
  5.6      5.6      4.6      4.7      4.8      4.8      4.8      5.8      member.unknown
  6        6        5        5        5        5        5        6        sender-joined
  7        7        6        6        6        6        6        7        third-party-invite
  7.1      7.1      6.1      6.1      6.1      6.1      6.1      7.1      third-party-invite.invite-level
  8        8        7        7        7        7        7        8        required-level
  9        9        8        8        8        8        8        9        user-state-key
  10       10       9        9        9        9        9        10       power-levels
  -        -        -        -        -        9.1      9.1      10.1     power-levels.levels
  -        -        -        -        -        9.2      9.2      10.2     power-levels.entries
  10.1     10.1     9.1      9.1      9.1      9.3      9.3      10.3     power-levels.users
  -        -        -        -        -        -        -        10.4     power-levels.creator
  10.2     10.2     9.2      9.2      9.2      9.4      9.4      10.5     power-levels.first
  10.3     10.3     9.3      9.3      9.3      9.5      9.5      10.6     power-levels.altered
  10.3.1   10.3.1   9.3.1    9.3.1    9.3.1    9.5.1    9.5.1    10.6.1   power-levels.altered.current
  10.3.2   10.3.2   9.3.2    9.3.2    9.3.2    9.5.2    9.5.2    10.6.2   power-levels.altered.new
  10.4     10.4     9.4      9.4      9.4      9.6      9.6      10.7     power-levels.entries-changed-or-removed
  10.4.1   10.4.1   9.4.1    9.4.1    9.4.1    9.6.1    9.6.1    10.7.1   power-levels.entries-changed-or-removed.current
  10.5     10.5     9.5      9.5      9.5      9.7      9.7      10.8     power-levels.entries-added-or-changed
  10.5.1   10.5.1   9.5.1    9.5.1    9.5.1    9.7.1    9.7.1    10.8.1   power-levels.entries-added-or-changed.new
  10.6     10.6     9.6      9.6      9.6      9.8      9.8      10.9     power-levels.users-changed-or-removed
  10.6.1   10.6.1   9.6.1    9.6.1    9.6.1    9.8.1    9.8.1    10.9.1   power-levels.users-changed-or-removed.current
  10.7     10.7     9.7      9.7      9.7      9.9      9.9      10.10    power-levels.users-added-or-changed
  10.7.1   10.7.1   9.7.1    9.7.1    9.7.1    9.9.1    9.9.1    10.10.1  power-levels.users-added-or-changed.new
  10.8     10.8     9.8      9.8      9.8      9.10     9.10     10.11    power-levels.allow
  11       -        -        -        -        -        -        -        redaction
  11.1     -        -        -        -        -        -        -        redaction.level
  11.2     -        -        -        -        -        -        -        redaction.domain
  11.3     -        -        -        -        -        -        -        redaction.reject
  12       11       10       10       10       10       10       11       allow
`;

const [header = [], ...rows] = numbers
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));

function flat(rules: readonly NumberedRule[]): string[] {
  return rules.flatMap(({ number, id, rules: below = [] }) => [`${number} ${id}`, ...flat(below)]);
}

function listOf(roomVersion: RoomVersion): string[] {
  return flat(numbered(authorizationRules(roomVersions[roomVersion])));
}

test('the table has what it is thought to have', () => {
  expect(header).toEqual(['1', '3', '6', '7', '8', '10', '11', '12']);
  expect(rows.every((cells) => cells.length === header.length + 1)).toBe(true);
});

test.for(header)(
  'room version %s has the items of the specification, at their numbers and in their order',
  (version) => {
    const column = header.indexOf(version);
    const expected = rows.filter((cells) => cells[column] !== '-').map((cells) => `${cells[column]} ${cells.at(-1)}`);
    // The table is in the order of the lists, of which the aliases and the redactions are parts.
    expect(listOf(version as RoomVersion)).toEqual(expected);
  },
);

test.for<[RoomVersion, RoomVersion]>([
  ['2', '1'],
  ['4', '3'],
  ['5', '3'],
  ['9', '8'],
])('room version %s has the list of version %s', ([version, before]) => {
  expect(listOf(version)).toEqual(listOf(before));
});

test('an item with items of its own decides nothing itself, and every other decides', () => {
  const all = (rules: readonly NumberedRule[]): NumberedRule[] =>
    rules.flatMap((rule) => [rule, ...all(rule.rules ?? [])]);
  const list = all(numbered(authorizationRules(roomVersions['12'])));
  expect(list.filter(({ decide, rules }) => (decide === undefined) === (rules === undefined))).toEqual([]);
});
