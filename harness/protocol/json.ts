/** Any JSON value, with number literals that JavaScript cannot hold kept as {@link JsonNumber}. */
export type JsonValue = null | boolean | number | string | JsonNumber | JsonValue[] | JsonObject;

/** A JSON object. Always a plain object: no class instance, no array, no {@link JsonNumber}. */
export interface JsonObject {
  [key: string]: JsonValue;
}

const numberLiteral = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/**
 * A JSON number literal that a JavaScript number would not give back as it was written: `1.0`, `1e3`, `-0`, integers
 * beyond 2^53-1. Hashes and signatures cover the literal, so losing it would change what is verified.
 */
export class JsonNumber {
  /** The literal, character for character. */
  readonly source: string;

  /**
   * @param source a JSON number literal (RFC 8259, section 6)
   * @throws TypeError if `source` is not one
   */
  constructor(source: string) {
    if (!numberLiteral.test(source)) {
      throw new TypeError(`JsonNumber needs a JSON number literal such as 1.0 or -0, found ${JSON.stringify(source)}`);
    }
    this.source = source;
  }

  /**
   * The value for a number literal: a JavaScript number if that is written back as the same characters and is no integer
   * beyond 2^53-1, otherwise a `JsonNumber`.
   *
   * @param source a JSON number literal
   * @throws TypeError if `source` is not one
   */
  static read(source: string): number | JsonNumber {
    const literal = new JsonNumber(source);
    const value = Number(source);
    const isExact = String(value) === source && (!Number.isInteger(value) || Number.isSafeInteger(value));
    return isExact ? value : literal;
  }

  /** @throws TypeError always: `JSON.stringify` could only write another literal or a string in its place. */
  toJSON(): never {
    throw new TypeError(
      `JSON.stringify cannot write the number literal ${this.source} unchanged: ` +
        'use canonicalJson(value, { strict: false }), or a lossless JSON writer',
    );
  }
}

/** Whether a value is a plain object, as opposed to an array, null, a {@link JsonNumber} or another class instance. */
export function isJsonObject(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
