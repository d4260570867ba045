import { answering, only } from '../../wire/doctors.ts';
import type { Fault } from '../fault.ts';
import { code, refusals } from './any-answer.ts';
import { answered } from './where.ts';

const topic = answering('PUT', '/_matrix/client/v3/rooms/:roomId/state/m.room.topic/');

/** https://spec.matrix.org/v1.19/client-server-api/#using-access-tokens */
export const tokenFaults: readonly Fault[] = [
  {
    id: 'tokens.a-missing-one-is-unknown',
    does: 'Says that it does not know the token of a request that has none',
    breaks: ['cs.tokens.missing'],
    doctor: refusals(401, 'M_MISSING_TOKEN', code('M_UNKNOWN_TOKEN')),
  },
  {
    id: 'tokens.forbids-without-one',
    does: 'Refuses a request without a token with 403',
    breaks: ['cs.tokens.missing'],
    doctor: refusals(401, 'M_MISSING_TOKEN', { status: 403 }),
  },
  {
    id: 'tokens.claims-to-need-none',
    does: 'Answers a change of the topic without a token as if it were done',
    breaks: ['cs.tokens.missing'],
    doctor: only(answered(401), topic({ status: 200, json: { event_id: '$done' } })),
  },
  {
    id: 'tokens.compares-the-beginning',
    does: 'Compares access tokens only as far as the true one goes',
    breaks: ['cs.tokens.unknown'],
    rules: {
      sessionOf: ({ accounts }, accessToken) => {
        const sessions = accounts.list().flatMap((account) => [...account.sessions.values()]);
        return sessions.find((session) => accessToken.startsWith(session.accessToken));
      },
    },
  },
  {
    id: 'tokens.an-unknown-one-is-missing',
    does: 'Says that there is no token where it does not know the one there is',
    breaks: ['cs.tokens.unknown', 'cs.logout.ends-session', 'cs.logout.all'],
    doctor: refusals(401, 'M_UNKNOWN_TOKEN', code('M_MISSING_TOKEN')),
  },
  {
    id: 'tokens.forbids-with-an-unknown-one',
    does: 'Refuses an unknown token with 403',
    breaks: ['cs.tokens.unknown', 'cs.logout.ends-session', 'cs.logout.all'],
    doctor: refusals(401, 'M_UNKNOWN_TOKEN', { status: 403 }),
  },
];
