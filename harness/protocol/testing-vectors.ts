import { readFileSync } from 'node:fs';

import { parse } from 'lossless-json';

import { JsonNumber, type JsonObject, type JsonValue } from './json.ts';
import type { PduDraft } from './pdu.ts';
import type { RoomVersion } from './room-versions.ts';
import { type SigningKey, signingKeyFromSeed } from './signing.ts';

// For the unit tests only: they run from the vectors that others can run too.

/** What each file of vectors holds; its JSON Schema says so too. */
export interface Vectors {
  'canonical-json': { cases: { name: string; input: string; strict: Encoding; tolerant: Encoding }[] };
  base64: {
    cases: { name: string; bytes: string; standard: string; urlSafe: string }[];
    decoded: { name: string; text: string; bytes: string }[];
    refused: { name: string; text: string }[];
  };
  'json-signing': {
    key: VectorKey;
    cases: { name: string; value: JsonObject; signed: JsonObject }[];
    invalid: { name: string; value: JsonObject }[];
  };
  'event-signing': {
    key: VectorKey;
    cases: { name: string; roomVersions: RoomVersion[]; event: PduDraft; signed: PduDraft }[];
  };
  'event-ids': {
    key: VectorKey;
    cases: {
      name: string;
      roomVersion: RoomVersion;
      event: PduDraft;
      referenceHash: string;
      eventId: string;
      roomId: string;
    }[];
  };
  redaction: {
    event: JsonObject;
    content: JsonObject;
    keptKeys: { roomVersions: RoomVersion[]; keys: string[] }[];
    cases: { type: string; redacted: { roomVersions: RoomVersion[]; content: JsonObject }[] }[];
  };
}

interface Encoding {
  output?: string;
  refused?: string;
}

interface VectorKey {
  serverName: string;
  keyId: string;
  seed: string;
  publicKey: string;
}

const folder = new URL('../../fixtures/vectors/', import.meta.url);

/** The text of a file beside the vectors. */
export function readVectorFile(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

/** The vectors of one file. */
export function readVectors<Name extends keyof Vectors>(name: Name): Vectors[Name] {
  return JSON.parse(readVectorFile(`${name}.json`)) as Vectors[Name];
}

/** The signing key of a file of vectors. */
export function keyOf(vectors: { key: VectorKey }): SigningKey {
  return signingKeyFromSeed(vectors.key.keyId, vectors.key.seed);
}

/**
 * The value of a JSON text, with the number literals that JavaScript would lose.
 *
 * Not by `JSON.parse`, also since that of Node 24 and 26 may read an escaped key as another one after it has seen the key
 * `\\`: https://github.com/nodejs/node/issues/63785
 */
export function parseLossless(text: string): JsonValue {
  return parse(text, undefined, { parseNumber: (literal) => JsonNumber.read(literal) }) as JsonValue;
}
