/**
 * A request target with each substitution percent-encoded: ``path`/_matrix/federation/v1/event/${eventId}` ``.
 *
 * Event IDs of room version 3 hold slashes, room IDs hold exclamation marks and colons; encoded, each stays one segment.
 *
 * @param substitutions what stands between the literal parts
 * @throws URIError where a text holds a lone surrogate
 * Source: https://spec.matrix.org/v1.19/appendices/#common-identifier-format
 */
export function path(literals: TemplateStringsArray, ...substitutions: readonly (string | number | boolean)[]): string {
  return literals.reduce((left, right, index) => left + encodeURIComponent(substitutions[index - 1] ?? '') + right);
}
