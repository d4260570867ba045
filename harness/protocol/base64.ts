/**
 * Bytes as standard Base64 without padding, the form of hashes, keys and signatures in JSON.
 * Source: https://spec.matrix.org/v1.19/appendices/#unpadded-base64
 */
export function encodeBase64(bytes: Uint8Array): string {
  return view(bytes).toString('base64').replaceAll('=', '');
}

/**
 * Bytes as URL-safe Base64 without padding, the form of event IDs since room version 4.
 * Source: https://spec.matrix.org/v1.19/appendices/#url-safe-unpadded-base64
 */
export function encodeBase64Url(bytes: Uint8Array): string {
  return view(bytes).toString('base64url');
}

const outsideAlphabet = /[^A-Za-z0-9+/]/u;

/**
 * The bytes of a standard Base64 text, with or without padding (the specification asks decoders to accept both).
 *
 * The URL-safe alphabet is a different encoding and is refused; whoever reads one of the few fields that may have either, such
 * as the keys of a third-party invite, translates it. Bits left
 * over after the last byte are ignored, since the specification's own signing key seed does not leave them zero.
 *
 * @throws TypeError on a character outside the alphabet, on wrong padding and on an impossible length
 * Source: https://spec.matrix.org/v1.19/appendices/#unpadded-base64
 */
export function decodeBase64(text: string): Uint8Array {
  const unpadded = text.replace(/={1,2}$/, '');
  const stray = outsideAlphabet.exec(unpadded);
  if (stray !== null) throw defect(text, `the character ${JSON.stringify(stray[0])} is not in the standard alphabet`);
  if (unpadded.length % 4 === 1) throw defect(text, `no bytes encode to ${String(unpadded.length)} characters`);
  if (unpadded !== text && text.length % 4 !== 0) throw defect(text, 'padding must fill up to a multiple of four');
  return new Uint8Array(Buffer.from(unpadded, 'base64'));
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function defect(text: string, reason: string): TypeError {
  // A text from the target may be of any length; the beginning is enough to recognise it.
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return new TypeError(`Not standard Base64, ${reason}: ${JSON.stringify(shown)}`);
}
