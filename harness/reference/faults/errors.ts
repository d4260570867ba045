import type { JsonValue } from '../../protocol/json.ts';
import { answering, only, without } from '../../wire/doctors.ts';
import type { Fault } from '../fault.ts';
import { requestRules } from '../rules/requests.ts';
import { code, refusals } from './any-answer.ts';

const endpoints: readonly Fault[] = [
  {
    id: 'errors.unknown-endpoint-not-found',
    does: 'Says of an endpoint that it does not know that something was not found',
    breaks: ['cs.errors.unknown-endpoint'],
    doctor: refusals(404, 'M_UNRECOGNIZED', code('M_NOT_FOUND')),
  },
  {
    id: 'errors.unknown-endpoint-bad-request',
    does: 'Refuses an endpoint that it does not know with 400',
    breaks: ['cs.errors.unknown-endpoint'],
    doctor: refusals(404, 'M_UNRECOGNIZED', { status: 400 }),
  },
  {
    id: 'errors.unknown-endpoint-granted',
    does: 'Grants every request for an endpoint that it does not know',
    breaks: ['cs.errors.unknown-endpoint'],
    doctor: refusals(404, 'M_UNRECOGNIZED', { status: 200, json: {} }),
  },
  {
    id: 'errors.wrong-method-unknown-endpoint',
    does: 'Does not know an endpoint when it is asked with another method',
    breaks: ['cs.errors.wrong-method'],
    doctor: refusals(405, 'M_UNRECOGNIZED', { status: 404 }),
  },
  {
    id: 'errors.wrong-method-another-code',
    does: 'Refuses a method that an endpoint does not have with M_UNKNOWN',
    breaks: ['cs.errors.wrong-method'],
    doctor: refusals(405, 'M_UNRECOGNIZED', code('M_UNKNOWN')),
  },
  {
    id: 'errors.unknown-endpoint-as-text',
    does: 'Refuses an endpoint that it does not know without an error code',
    breaks: ['cs.errors.standard-response', 'cs.errors.unknown-endpoint'],
    doctor: refusals(404, 'M_UNRECOGNIZED', without('errcode')),
  },
  {
    id: 'errors.no-error-text',
    does: 'Refuses methods that an endpoint does not have without an error text',
    breaks: ['cs.errors.standard-response', 'cs.errors.wrong-method'],
    doctor: refusals(405, 'M_UNRECOGNIZED', without('error')),
  },
];

const bodies: readonly Fault[] = [
  {
    id: 'errors.not-json-is-bad-json',
    does: 'Says of a body that is not JSON that its JSON is wrong',
    breaks: ['cs.errors.not-json'],
    doctor: refusals(400, 'M_NOT_JSON', code('M_BAD_JSON')),
  },
  {
    id: 'errors.fails-on-what-is-not-json',
    does: 'Fails with 500 on a body that is not JSON',
    breaks: ['cs.errors.not-json'],
    doctor: refusals(400, 'M_NOT_JSON', { status: 500, json: { errcode: 'M_UNKNOWN', error: 'Internal error' } }),
  },
  {
    id: 'errors.reads-the-beginning-of-a-body',
    does: 'Reads JSON up to its end, and does not care what comes after it',
    breaks: ['cs.errors.not-json'],
    rules: { parseJson: parseBeginning },
  },
  {
    id: 'errors.takes-any-shape',
    does: 'Does not care whether JSON has the shape that an operation asks for',
    breaks: ['cs.errors.bad-json', 'cs.create-room.malformed'],
    rules: { refusesBadJson: false },
  },
  {
    id: 'errors.bad-json-is-unknown',
    does: 'Refuses JSON of the wrong shape with M_UNKNOWN',
    breaks: ['cs.errors.bad-json'],
    doctor: refusals(400, 'M_BAD_JSON', code('M_UNKNOWN')),
  },
];

/** Reads the longest beginning of a text that is JSON. */
function parseBeginning(text: string): JsonValue {
  for (let end = text.length; end > 1; end -= 1) {
    try {
      return requestRules.parseJson(text.slice(0, end));
    } catch {
      // Less of it may be JSON.
    }
  }
  return requestRules.parseJson(text);
}

const event = answering('GET', '/_matrix/client/v3/rooms/:roomId/event/:eventId');

const missing: readonly Fault[] = [
  {
    id: 'errors.forbids-what-does-not-exist',
    does: 'Forbids to read an event that does not exist',
    breaks: ['cs.errors.not-found'],
    doctor: only(
      ({ status, target }) => status === 404 && /A{43}/.test(target),
      event({ status: 403, json: { errcode: 'M_FORBIDDEN', error: 'No' } }),
    ),
  },
  {
    id: 'errors.another-code-for-what-does-not-exist',
    does: 'Answers for an event that does not exist with M_UNKNOWN',
    breaks: ['cs.errors.not-found'],
    doctor: only(({ status }) => status === 404, event(code('M_UNKNOWN'))),
  },
];

/** https://spec.matrix.org/v1.19/client-server-api/#standard-error-response */
export const errorFaults: readonly Fault[] = [...endpoints, ...bodies, ...missing];
