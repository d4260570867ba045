const surrogate = /[\ud800-\udfff]/;

/**
 * Orders texts by the bytes of their UTF-8, as event IDs have to be: neither the order of a language nor that of UTF-16 units,
 * in which a surrogate sorts before U+E000.
 *
 * @returns negative, zero or positive
 * Source: https://spec.matrix.org/v1.19/rooms/v2/#state-resolution
 */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  if (surrogate.test(a) || surrogate.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}
