import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** A stranger on the same port may send anything; the answers that are asked for here are small. */
const maximumBytes = 1024 * 1024;

/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** How a server is reached and trusted. */
export interface HowToAsk {
  readonly certificateAuthorities?: readonly string[];
  readonly address?: { readonly host: string; readonly port: number };
}

/**
 * Asks a server once, without the harness's wire log: such a request is no part of any check.
 *
 * @param url what to GET
 * @param limitMs time for the whole answer
 * @param how certificates (PEM) to trust instead of the usual ones, and the address to connect to instead of that of the URL
 * @throws {Error} if there is no answer: nobody listens, no trust, no HTTP, too slow, too long
 */
export async function ask(url: string, limitMs: number, how: HowToAsk = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const signal = AbortSignal.timeout(limitMs);
  const fail = (error: Error): void =>
    reject(signal.aborted ? new Error(`no answer within ${limitMs / 1000} s`, { cause: error }) : error);
  const receive = (response: IncomingMessage): void => {
    const parts: Buffer[] = [];
    let length = 0;
    response.on('data', (part: Buffer) => {
      parts.push(part);
      length += part.length;
      if (length > maximumBytes) response.destroy(new Error(`the answer is longer than ${maximumBytes} bytes`));
    });
    response.on('end', () =>
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
    );
    response.on('error', fail);
  };
  const { certificateAuthorities, address } = how;
  const { hostname, host } = new URL(url);
  const options = {
    agent: false as const,
    signal,
    // The name in the URL is asked for and must be proven, wherever it is.
    ...(address && { hostname: address.host, port: address.port, servername: hostname, headers: { host } }),
  };
  const request = url.startsWith('https:')
    ? httpsRequest(url, { ...options, ...(certificateAuthorities && { ca: [...certificateAuthorities] }) }, receive)
    : httpRequest(url, options, receive);
  request.on('error', fail);
  request.end();
  return promise;
}
