import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';

import { canonicalJsonBytes } from './canonical-json.ts';
import { eventFormatDefects } from './event-format.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { allRoomVersions, type RoomVersion } from './room-versions.ts';
import { parseLossless, readVectorFile } from './testing-vectors.ts';

interface FormatCase {
  readonly name: string;
  readonly roomVersions: readonly RoomVersion[];
  readonly change?: JsonObject;
  readonly remove?: readonly string[];
  readonly size?: number;
  readonly valid: boolean;
  readonly key?: string;
}

const text = readVectorFile('event-format.json');
const { base, cases } = parseLossless(text) as unknown as {
  readonly base: Readonly<Record<RoomVersion, JsonObject>>;
  readonly cases: readonly FormatCase[];
};

test('the vectors keep their schema', () => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
  const isValid = ajv.compile(JSON.parse(readVectorFile('event-format.schema.json')) as object);
  isValid(JSON.parse(text));
  expect(isValid.errors).toBeNull();
});

test('no two cases have the same name in a room version', () => {
  const names = cases.flatMap(({ name, roomVersions }) => roomVersions.map((version) => `${version}: ${name}`));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe.each(allRoomVersions)('room version %s', (roomVersion) => {
  const own = cases.filter(({ roomVersions }) => roomVersions.includes(roomVersion));

  test.each(own.filter(({ valid }) => valid))('$name: valid', (one) => {
    expect(eventFormatDefects(eventOf(one, roomVersion), roomVersion)).toEqual([]);
  });

  test.each(own.filter(({ valid }) => !valid))('$name: invalid', (one) => {
    const defects = eventFormatDefects(eventOf(one, roomVersion), roomVersion);
    expect(defects.length).toBeGreaterThan(0);
    expect(defects.filter((defect) => !defect.includes(one.key ?? 'the event must have at most'))).toEqual([]);
  });
});

/** The event of a case. */
function eventOf({ change = {}, remove = [], size }: FormatCase, roomVersion: RoomVersion): JsonObject {
  const changed = Object.entries({ ...base[roomVersion], ...(written(change) as JsonObject) });
  const event = Object.fromEntries(changed.filter(([key]) => !remove.includes(key)));
  return size === undefined ? event : ofSize(event, size);
}

/** A value with its short forms written out. */
function written(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(written);
  if (!isJsonObject(value)) return value;
  const { repeat, join, list } = value;
  if (Array.isArray(repeat)) return textOf(repeat[0]).repeat(Number(repeat[1]));
  if (Array.isArray(join)) return join.map((part) => textOf(written(part))).join('');
  if (Array.isArray(list)) return Array<JsonValue>(Number(list[1])).fill(written(list[0] ?? null));
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, written(entry)]));
}

/** An event with as much text in its content as it takes to have some size. */
function ofSize(event: JsonObject, size: number): JsonObject {
  const content = event['content'] as JsonObject;
  const missing = size - canonicalJsonBytes(event).length;
  return { ...event, content: { ...content, body: `${textOf(content['body'])}${'x'.repeat(missing)}` } };
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`Expected a text in the vectors, found ${JSON.stringify(value)}`);
}
