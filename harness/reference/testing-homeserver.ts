import { isJsonObject, type JsonObject } from '../protocol/json.ts';
import { createCertificateAuthority } from '../wire/certificate-authority.ts';
import { parseLossless, writeJson } from '../wire/lossless-json.ts';
import { stringAt } from '../wire/read.ts';
import { ReferenceHomeserver } from './reference-homeserver.ts';

/** What a homeserver answered. */
export interface TestingAnswer {
  readonly status: number;
  readonly json: JsonObject;
}

/** A client of a reference homeserver, for tests of it. */
export class TestingClient {
  readonly userId: string;
  readonly deviceId: string;
  accessToken: string;
  readonly #clientUrl: string;

  /** @param session answer to a registration or login; empty for somebody who is not logged in */
  constructor(clientUrl: string, session: JsonObject = {}) {
    this.#clientUrl = clientUrl;
    const isLoggedIn = session['access_token'] !== undefined;
    this.userId = isLoggedIn ? stringAt(session, 'user_id') : '';
    this.deviceId = isLoggedIn ? stringAt(session, 'device_id') : '';
    this.accessToken = isLoggedIn ? stringAt(session, 'access_token') : '';
  }

  /** Makes a request. @param target path and query after `/_matrix/client/`, percent-encoded */
  async ask(method: string, target: string, body?: JsonObject): Promise<TestingAnswer> {
    const response = await fetch(`${this.#clientUrl}/_matrix/client/${target}`, {
      method,
      headers: {
        ...(this.accessToken !== '' && { authorization: `Bearer ${this.accessToken}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body ? writeJson(body) : null,
    });
    const { value } = parseLossless(await response.text());
    return { status: response.status, json: isJsonObject(value) ? value : {} };
  }

  /** Logs in, as this client or another. */
  async logIn(body: JsonObject): Promise<TestingClient> {
    const { json } = await this.ask('POST', 'v3/login', body);
    return new TestingClient(this.#clientUrl, json);
  }

  /** Registers a user whose password is `secret`, and logs them in. */
  async register(username: string, more: JsonObject = {}): Promise<TestingClient> {
    const body = { username, password: 'secret', auth: { type: 'm.login.dummy' }, ...more };
    const { json } = await this.ask('POST', 'v3/register', body);
    return new TestingClient(this.#clientUrl, json);
  }
}

/** Reference homeservers that trust each other. */
export async function startHomeservers(count = 1): Promise<ReferenceHomeserver[]> {
  const authority = await createCertificateAuthority();
  const certificate = await authority.issue(['localhost', '127.0.0.1']);
  const options = { certificateAuthority: authority.certificate, certificate };
  return Promise.all(Array.from({ length: count }, () => ReferenceHomeserver.start(options)));
}
