import { verifyJson } from '../protocol/signing.ts';
import type { ReceivedRequest } from '../wire/https-listener.ts';
import { readBody } from '../wire/message.ts';
import type { Findings } from './findings.ts';
import type { FoundKey } from './target-keys.ts';
import { readXMatrix, signedObject } from '../protocol/x-matrix.ts';

/** Who is asked, and who is examined. */
export interface RequestEmitter {
  /** Server name of the peer that received the request. */
  readonly recipient: string;
  /** Server name of the target. */
  readonly serverName: string;
  readonly findKey: (keyId: string) => Promise<FoundKey>;
}

/** Who made a request, or why that is not known. */
export type Authentication = { readonly origin: string } | { readonly reason: string };

/**
 * Authenticates a request.
 *
 * What is wrong with a request of the target, or with one that does not say whose it is, is a finding. Requests of others
 * are refused and not judged: the peer has no keys of theirs.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#request-authentication
 */
export async function authenticate(
  request: ReceivedRequest,
  emitter: RequestEmitter,
  findings: Findings,
): Promise<Authentication> {
  const note = (...defects: string[]): void => {
    const where = `${request.method} ${request.target}: the Authorization header: `;
    findings.note(
      'ss.emitted.request-authentication',
      null,
      defects.map((defect) => where + defect),
    );
  };
  const refuse = (reason: string): Authentication => {
    note(reason);
    return { reason };
  };
  const header = request.header('authorization');
  if (header === undefined) return refuse('it is missing');
  const read = readXMatrix(header);
  if (!read.valid) return refuse(read.reason);
  const { origin, destination = emitter.recipient, key: keyId, sig } = read.parameters;
  if (origin !== emitter.serverName) return { reason: `no keys of ${origin} are known here` };
  if (destination !== emitter.recipient) return refuse(`destination is ${destination}, not ${emitter.recipient}`);
  const found = await emitter.findKey(keyId);
  if ('reason' in found) return refuse(found.reason);
  // The bytes, not what a doctor made of them: a doctored event is to be found as such, not as a wrong signature.
  const content = readBody(request.bytes).json;
  if (request.bytes.length > 0 && content === undefined) return refuse('the body that it signs is not JSON');
  const object = signedObject({ method: request.method, uri: request.target, origin, destination, content });
  const signed = { ...object, signatures: { [origin]: { [keyId]: sig } } };
  const check = verifyJson(signed, origin, keyId, found.publicKey, { strict: false });
  if (!check.valid) return refuse(check.reason);
  note(...read.defects);
  return { origin };
}
