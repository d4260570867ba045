import { bodyOf, ok, param, type Route } from './route.ts';

/** Receiving what happens in the rooms. https://spec.matrix.org/v1.19/server-server-api/#transactions */
export const transactionRoutes: readonly Route[] = [
  {
    method: 'PUT',
    path: '/_matrix/federation/v1/send/:txnId',
    handler: async (incoming, peer) => {
      const { pdus, edus } = bodyOf(incoming);
      const where = `PUT /send/${param(incoming, 'txnId')}`;
      if (Array.isArray(edus)) peer.inbox.receiveEdus(edus);
      return ok({ pdus: Array.isArray(pdus) ? await peer.inbox.receivePdus(pdus, where) : {} });
    },
  },
];
