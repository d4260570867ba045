import type { HttpClient, WireResponse } from '../wire/http-client.ts';
import { HarnessError } from '../wire/errors.ts';
import type { Wire } from '../wire/wire.ts';
import type { PeerRequest, Speaker } from './speaker.ts';
import { signRequest } from '../protocol/x-matrix.ts';

/** Who sends. */
type Sender = Pick<Speaker, 'serverName' | 'targetName' | 'signingKey'> & {
  readonly client: HttpClient;
  readonly party: string;
};

/**
 * Sends a request with an X-Matrix signature over exactly what goes out, unless told otherwise.
 *
 * @throws HarnessError if the peer is retired
 * @throws NoAnswer
 * Source: https://spec.matrix.org/v1.19/server-server-api/#request-authentication
 */
export async function sendSigned(
  sender: Sender,
  wire: Wire | null,
  { method, target }: { readonly method: string; readonly target: string },
  options: PeerRequest,
): Promise<WireResponse> {
  if (!wire) throw new HarnessError(`${sender.party} was to ask ${method} ${target} after the end of its check`);
  const { json, bytes, signed = {}, limitMs, deliberate, headers } = options;
  const content = 'content' in signed ? signed.content : json;
  const origin = options.origin ?? sender.serverName;
  const destination = options.destination ?? sender.targetName;
  const covered = { method: signed.method ?? method, uri: signed.uri ?? target, origin, destination, content };
  const authorization =
    options.authorization === undefined
      ? signRequest(covered, options.key ?? sender.signingKey)
      : options.authorization;
  return sender.client.request(wire, {
    sender: sender.party,
    method,
    target,
    headers: { ...(authorization !== null && { authorization }), ...headers },
    ...(json !== undefined && { body: { json } }),
    ...(bytes !== undefined && { body: { bytes } }),
    ...(deliberate !== undefined && { deliberate }),
    ...(limitMs !== undefined && { limitMs }),
  });
}
