import type { JsonValue } from '../../protocol/json.ts';
import { signedObject } from '../../protocol/x-matrix.ts';
import type { Homeserver } from '../homeserver.ts';
import { MatrixError } from './matrix-error.ts';
import type { Request } from './route.ts';

/**
 * Which homeserver makes a request.
 *
 * @param content the JSON body; undefined where there is none
 * @returns its server name
 * @throws MatrixError without a valid signature
 * Source: https://spec.matrix.org/v1.19/server-server-api/#request-authentication
 */
export async function authenticateServer(
  { method, target, headers }: Pick<Request, 'method' | 'target' | 'headers'>,
  content: JsonValue | undefined,
  { serverName, keyRing, rules, outbox }: Homeserver,
): Promise<string> {
  const read = rules.readAuthorization(String(headers['authorization'] ?? ''));
  if (!read.valid) {
    const origin = rules.originWithoutAuthorization();
    if (origin !== undefined) return origin;
    throw unauthorized(`The Authorization header cannot be used: ${read.reason}`);
  }
  const { origin, destination, key, sig } = read.parameters;
  if (!rules.isForMe(destination, serverName))
    throw unauthorized(`The request is for ${destination}, and this is ${serverName}`);
  const publicKey = await keyRing.findForRequest(origin, key);
  if (publicKey === undefined && rules.acceptsUnknownKeys) return origin;
  if (publicKey === undefined) throw unauthorized(`${origin} does not publish a valid key ${key}`);
  const signed = signedObject({ method, uri: target, origin, destination: destination ?? serverName, content });
  const check = rules.verifyRequest({ ...signed, signatures: { [origin]: { [key]: sig } } }, origin, key, publicKey);
  if (!check.valid) throw unauthorized(`The signature of ${origin} is not valid: ${check.reason}`);
  outbox.isReachable(origin);
  return origin;
}

function unauthorized(message: string): MatrixError {
  return new MatrixError(401, 'M_UNAUTHORIZED', message);
}
