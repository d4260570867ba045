import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { signJson, verifyJson } from '../../protocol/signing.ts';
import { exampleKeyOf } from '../../event-graph/scenario/example-servers.ts';

/** Who plays the servers, users and tokens of a story on real servers. */
export interface Cast {
  /** The name of the server that plays `b.example`, by its letter. */
  readonly serverOf: (letter: string) => string;
  readonly localpartOf: (localpart: string) => string;
  readonly tokenOf: (token: string) => string;
}

/** `@bob:localhost:43210` for `bob@b`. */
export function castUser(name: string, { localpartOf, serverOf }: Cast): string {
  const [localpart = '', letter = 'a'] = name.split('@');
  return `@${localpartOf(localpart)}:${serverOf(letter)}`;
}

/** A text with the user IDs and server names of the story replaced. */
export function castText(text: string, cast: Cast): string {
  return text
    .replaceAll(/@([a-z]+):([a-z])\.example/g, (_, localpart: string, letter: string) =>
      castUser(`${localpart}@${letter}`, cast),
    )
    .replaceAll(/(?<![a-z0-9.-])([a-z])\.example/g, (_, letter: string) => cast.serverOf(letter));
}

/**
 * A value with all user IDs, server names and tokens of the story replaced. What a server of the stories signed validly, it
 * signs anew.
 */
export function castValue(value: JsonValue, cast: Cast): JsonValue {
  if (typeof value === 'string') return cast.tokenOf(castText(value, cast));
  if (Array.isArray(value)) return value.map((item) => castValue(item, cast));
  return isJsonObject(value) ? castObject(value, cast) : value;
}

/** {@link castValue} of an object. */
export function castObject(value: JsonObject, cast: Cast): JsonObject {
  const entries = Object.entries(value).map(([key, item]) => [castText(key, cast), castValue(item, cast)] as const);
  return signedAnew(value, Object.fromEntries(entries));
}

function signedAnew(told: JsonObject, played: JsonObject): JsonObject {
  const { signatures } = told;
  if (!isJsonObject(signatures)) return played;
  const signers = Object.keys(signatures).filter((server) => {
    const { keyId, publicKey } = exampleKeyOf(server);
    return verifyJson(told, server, keyId, publicKey).valid;
  });
  return signers.reduce<JsonObject>((signed, server) => signJson(signed, server, exampleKeyOf(server)), played);
}
