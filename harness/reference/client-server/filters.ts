import { notFound } from '../http/matrix-error.ts';
import { param, type Route, user } from '../http/route.ts';
import { demandOwn } from './own.ts';

/** https://spec.matrix.org/v1.19/client-server-api/#filtering */
export const filterRoutes: readonly Route[] = [
  user('POST', '/_matrix/client/v3/user/:userId/filter', (request) => {
    demandOwn(request);
    const { filters } = request.session.account;
    // Not with a brace at the beginning: by that, /sync knows a filter from its ID.
    const filterId = String(filters.size);
    filters.set(filterId, request.json);
    return { filter_id: filterId };
  }),
  user('GET', '/_matrix/client/v3/user/:userId/filter/:filterId', (request) => {
    demandOwn(request);
    const filter = request.session.account.filters.get(param(request, 'filterId'));
    if (!filter) throw notFound('There is no such filter');
    return filter;
  }),
];
