import { missingParameter, notFound } from '../http/matrix-error.ts';
import { Answer, anybody, param, type Route } from '../http/route.ts';

/** It has nothing to ask for, and tells the client at once that the stage is complete, in either of the two ways. */
const page = `<!DOCTYPE html>
<title>Authentication</title>
<p>Thank you. You may close this window.</p>
<script>
  if (window.onAuthDone) window.onAuthDone();
  else if (window.opener && window.opener.postMessage) window.opener.postMessage("authDone", "*");
</script>
`;

/** For clients that do not know a stage; of passwords, all know. https://spec.matrix.org/v1.19/client-server-api/#fallback */
export const fallbackRoutes: readonly Route[] = [
  anybody('GET', '/_matrix/client/v3/auth/:authType/fallback/web', (request, { authentications }) => {
    const session = request.query.get('session');
    const stage = param(request, 'authType');
    if (session === null) throw missingParameter('There is no session');
    if (stage !== 'm.login.dummy') throw notFound(`There is no page for ${stage}`);
    if (!authentications.complete(session, stage)) throw notFound('There is no such session');
    return new Answer(200, new TextEncoder().encode(page), { 'content-type': 'text/html; charset=utf-8' });
  }),
];
