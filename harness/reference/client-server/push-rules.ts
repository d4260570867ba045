import { param, type Route, type UserRequest, user } from '../http/route.ts';
import { changePushRule, deletePushRule, pushRule, pushRules, setPushRule } from '../users/push-rules.ts';

const root = '/_matrix/client/v3/pushrules/';
const one = `${root}global/:kind/:ruleId`;

/** https://spec.matrix.org/v1.19/client-server-api/#push-rules-api */
export const pushRuleRoutes: readonly Route[] = [
  user('GET', root, ({ session }) => pushRules(session.account)),
  user('GET', `${root}global/`, ({ session }) => pushRules(session.account).global),
  user('GET', one, (request) => pushRule(...named(request))),
  user('PUT', one, (request, homeserver) => {
    const place = { before: request.query.get('before'), after: request.query.get('after') };
    setPushRule(homeserver, ...named(request), request.json, place);
    return {};
  }),
  user('DELETE', one, (request, homeserver) => {
    deletePushRule(homeserver, ...named(request));
    return {};
  }),
  ...(['enabled', 'actions'] as const).flatMap((key) => [
    user('GET', `${one}/${key}`, (request) => ({ [key]: pushRule(...named(request))[key] ?? null })),
    user('PUT', `${one}/${key}`, (request, homeserver) => {
      const { [key]: value } = request.json;
      if (value !== undefined) changePushRule(homeserver, ...named(request), { [key]: value });
      return {};
    }),
  ]),
];

/** Whose push rule a request is about, its kind and ID. */
function named(request: UserRequest) {
  return [request.session.account, param(request, 'kind'), param(request, 'ruleId')] as const;
}
