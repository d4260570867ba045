import { ok, refusal, type Route } from './route.ts';

/** What the peer says about itself and its users' logins. */
export const serverRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/_matrix/federation/v1/version',
    open: true,
    handler: () => ok({ server: { name: 'Touchstone peer', version: '1' } }),
  },
  {
    // The peer's users never log in anywhere with OpenID: every token is unknown.
    method: 'GET',
    path: '/_matrix/federation/v1/openid/userinfo',
    open: true,
    handler: () => refusal(401, 'M_UNKNOWN_TOKEN', 'The access token is not known here'),
  },
  {
    method: 'GET',
    path: '/_matrix/federation/v1/media/download/:mediaId',
    handler: () => refusal(404, 'M_NOT_FOUND', 'There is no media here'),
  },
  {
    method: 'GET',
    path: '/_matrix/federation/v1/media/thumbnail/:mediaId',
    handler: () => refusal(404, 'M_NOT_FOUND', 'There is no media here'),
  },
];
