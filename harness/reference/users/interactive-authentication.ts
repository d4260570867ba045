import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { isJsonObject } from '../../protocol/json.ts';
import { stringProperty } from '../../protocol/pdu.ts';
import { MatrixError } from '../http/matrix-error.ts';
import { Answer, type Request } from '../http/route.ts';
import type { Homeserver } from '../homeserver.ts';
import { type Account, newToken } from './account.ts';
import { accountOfCredentials } from './credentials.ts';

/** An authentication that has begun. */
interface Authentication {
  /** What it is for: one operation, of one user. A session that was begun for something else is good for nothing. */
  readonly purpose: string;
  readonly completed: string[];
}

/** The authentications that have begun, by session. */
export class Authentications {
  readonly #bySession = new Map<string, Authentication>();

  begin(purpose: string): string {
    const session = newToken('session');
    this.#bySession.set(session, { purpose, completed: [] });
    return session;
  }

  find(session: string, purpose: string): Authentication | undefined {
    const found = this.#bySession.get(session);
    return found?.purpose === purpose ? found : undefined;
  }

  /** Completes a stage outside of the operation. @returns whether there is such a session */
  complete(session: string, stage: string): boolean {
    const found = this.#bySession.get(session);
    if (found && !found.completed.includes(stage)) found.completed.push(stage);
    return found !== undefined;
  }

  end(session: string): void {
    this.#bySession.delete(session);
  }
}

/** Who authenticates, and how. */
export interface Demand {
  /** The stages of the only flow, in their order. */
  readonly stages: readonly string[];
  /** Whose password is asked for; undefined where the client names a user. */
  readonly account?: Account | undefined;
}

/**
 * The User-Interactive Authentication of an operation.
 *
 * @returns what is to be answered as long as it is not complete; afterwards, the user whose password was given
 * Source: https://spec.matrix.org/v1.19/client-server-api/#user-interactive-authentication-api
 */
export function authenticateInteractively(
  homeserver: Homeserver,
  { method, target, json }: Pick<Request, 'method' | 'target' | 'json'>,
  { stages, account }: Demand,
): Answer | { readonly account: Account | undefined } {
  const purpose = [method, target.replace(/\?.*$/, ''), account?.userId ?? ''].join(' ');
  const auth = isJsonObject(json['auth']) ? json['auth'] : undefined;
  const session = stringProperty(auth, 'session') ?? homeserver.authentications.begin(purpose);
  const known = homeserver.authentications.find(session, purpose);
  if (!known) {
    const error = { errcode: 'M_UNKNOWN', error: 'There is no such session: begin again without one' };
    return challenge(homeserver.authentications.begin(purpose), stages, [], error);
  }
  let named = account;
  try {
    if (auth && stringProperty(auth, 'type') !== undefined) {
      named = completeStage(homeserver, auth, stages, known, account) ?? account;
    }
  } catch (error) {
    if (!(error instanceof MatrixError)) throw error;
    return challenge(session, stages, known.completed, { errcode: error.errcode, error: error.message });
  }
  if (!homeserver.rules.isAuthenticated(stages, known.completed)) return challenge(session, stages, known.completed);
  homeserver.authentications.end(session);
  return { account: named };
}

/** @returns the user whose password was given, if one was. @throws MatrixError if the stage fails */
function completeStage(
  homeserver: Homeserver,
  auth: JsonObject,
  stages: readonly string[],
  { completed }: Authentication,
  account: Account | undefined,
): Account | undefined {
  const type = stringProperty(auth, 'type') ?? '';
  if (completed.includes(type)) return undefined;
  if (stages[completed.length] !== type) throw new MatrixError(401, 'M_UNRECOGNIZED', `${type} is not the next stage`);
  // https://spec.matrix.org/v1.19/client-server-api/#dummy-auth: nothing to be checked.
  const named = type === 'm.login.password' ? accountOfCredentials(homeserver, auth) : undefined;
  if (named && account && named !== account) {
    throw new MatrixError(401, 'M_FORBIDDEN', `This is the password of ${named.userId}, not of ${account.userId}`);
  }
  completed.push(type);
  return named;
}

function challenge(
  session: string,
  stages: readonly string[],
  completed: readonly string[],
  error: Readonly<Record<string, JsonValue>> = {},
): Answer {
  const flows = [{ stages: [...stages] }];
  return new Answer(401, { flows, params: {}, session, completed: [...completed], ...error });
}
