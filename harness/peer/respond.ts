import type { Answer, ReceivedRequest } from '../wire/https-listener.ts';
import type { AnswerRouter } from './answer-router.ts';
import { type AnsweringPeer, type IncomingRequest, ok, refusal } from './answers/route.ts';
import type { Authentication } from './examine-request.ts';

/** What is needed to respond to a request. */
export interface Responder {
  readonly peer: AnsweringPeer;
  readonly router: AnswerRouter;
  isRetired(): boolean;
  authenticate(): Promise<Authentication>;
  /** Called before anything is answered. */
  arrived(incoming: IncomingRequest): void;
}

/** Responds to a request: authenticates it, and gives the check's answer or else the peer's. */
export async function respond(request: ReceivedRequest, responder: Responder): Promise<Answer> {
  const [path, search] = splitTarget(request.target);
  if (responder.isRetired()) return politely(request.method, path);
  const { router, peer } = responder;
  const route = router.findRoute(request.method, path);
  const override = router.findOverride(request.method, path);
  const isOpen = route?.found.open ?? false;
  const authentication = isOpen ? { origin: '' } : await responder.authenticate();
  const origin = 'origin' in authentication ? authentication.origin : '';
  const params = override?.params ?? route?.params ?? {};
  const incoming = { request, method: request.method, path, params, query: new URLSearchParams(search), origin };
  responder.arrived(incoming);
  if (override) {
    const truthfully = async (): Promise<Answer> => {
      if (!route) return unrecognized(router, path);
      return isOpen || origin !== '' ? route.found.handler({ ...incoming, params: route.params }, peer) : unauthorized;
    };
    return override.found(incoming, truthfully);
  }
  if (!route) return unrecognized(router, path);
  return isOpen || origin !== '' ? route.found.handler(incoming, peer) : unauthorized;
}

const unauthorized = refusal(401, 'M_UNAUTHORIZED', 'The request is not signed as it has to be');

/** https://spec.matrix.org/v1.19/server-server-api/#unsupported-endpoints */
function unrecognized(router: AnswerRouter, path: string): Answer {
  return refusal(router.hasOtherMethod(path) ? 405 : 404, 'M_UNRECOGNIZED', 'There is no such endpoint');
}

/** After the check: the target shall neither fail nor try again, and nobody looks. */
function politely(method: string, path: string): Answer {
  const isTransaction = method === 'PUT' && path.startsWith('/_matrix/federation/v1/send/');
  return isTransaction ? ok({ pdus: {} }) : refusal(404, 'M_NOT_FOUND', 'This server is gone');
}

function splitTarget(target: string): [path: string, search: string] {
  const question = target.indexOf('?');
  return question === -1 ? [target, ''] : [target.slice(0, question), target.slice(question + 1)];
}
