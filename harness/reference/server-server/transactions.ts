import { exactInteger } from '../../protocol/exact-integer.ts';
import { badJson, MatrixError } from '../http/matrix-error.ts';
import { Answer, param, type Route, server, type ServerRequest, withAnyBody } from '../http/route.ts';
import type { Homeserver } from '../homeserver.ts';
import { receivePdus, resultsOf } from '../rooms/receive-pdu.ts';
import { receiveEdus } from './edus.ts';

/** The answers of transactions, by who sent them and their ID. */
const answers = new WeakMap<Homeserver, Map<string, Promise<Answer>>>();

/** https://spec.matrix.org/v1.19/server-server-api/#transactions */
export const transactionRoutes: readonly Route[] = [
  withAnyBody(
    server('PUT', '/_matrix/federation/v1/send/:txnId', (request, homeserver) => {
      const { pdus, edus = [] } = request.json;
      if (!Array.isArray(pdus) || !Array.isArray(edus))
        throw badJson('pdus, and edus if there are any, have to be arrays');
      if (typeof request.json['origin'] !== 'string') throw badJson('origin has to be the name of the server');
      if (exactInteger(request.json['origin_server_ts']) === undefined)
        throw badJson('origin_server_ts has to be an integer');
      const { largestTransaction: largest } = homeserver.rules;
      if (pdus.length > largest.pdus || edus.length > largest.edus) {
        const limits = `${largest.pdus} PDUs and ${largest.edus} EDUs`;
        throw new MatrixError(400, 'M_TOO_LARGE', `A transaction has at most ${limits}`);
      }
      return once(request, homeserver, async () => {
        const received = await receivePdus(homeserver, pdus, request.origin);
        await receiveEdus(homeserver, edus, request.origin);
        const status = homeserver.rules.transactionStatus(received.map(({ receipt }) => receipt));
        const refusal = { errcode: 'M_UNKNOWN', error: 'Not all events could be taken' };
        return new Answer(status, status === 200 ? { pdus: resultsOf(received) } : refusal);
      });
    }),
  ),
];

/** From now on no transaction is one that is sent again. */
export function forgetTransactions(homeserver: Homeserver): void {
  answers.delete(homeserver);
}

/** A transaction that is sent again is answered as it was, or will be, the first time. */
function once(request: ServerRequest, homeserver: Homeserver, process: () => Promise<Answer>): Promise<Answer> {
  if (!homeserver.rules.remembersTransactions) return process();
  const ofHomeserver = answers.get(homeserver) ?? new Map<string, Promise<Answer>>();
  answers.set(homeserver, ofHomeserver);
  const id = JSON.stringify([request.origin, param(request, 'txnId')]);
  const answer = ofHomeserver.get(id) ?? process();
  ofHomeserver.set(id, answer);
  return answer;
}
