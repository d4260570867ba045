import { stringProperty } from '../../protocol/pdu.ts';
import { answering, both, change, type Lie, only } from '../../wire/doctors.ts';
import type { Doctor } from '../../wire/wire.ts';

/** Doctors the answers of all operations of the client-server API. */
function anyAnswer(lie: Lie): Doctor {
  const doctorOf = (method: string): Doctor => answering(method, '/_matrix/client/*')(lie);
  return ['PUT', 'POST', 'DELETE'].map(doctorOf).reduce(both, doctorOf('GET'));
}

/** Doctors the refusals with one status and error code. */
export function refusals(status: number, errcode: string, lie: Lie): Doctor {
  return only(
    (message) => message.status === status && stringProperty(message.json, 'errcode') === errcode,
    anyAnswer(lie),
  );
}

/** Another error code. */
export function code(errcode: string): Lie {
  return change(['errcode'], () => errcode);
}
