import { isJsonObject } from '../../protocol/json.ts';
import { answering, asking, change } from '../../wire/doctors.ts';
import type { Doctor } from '../../wire/wire.ts';
import type { Fault } from '../fault.ts';

const v1 = '/_matrix/federation/v1';
const sentTransaction = asking('PUT', `${v1}/send/:txnId`);
const nothing = { status: 404, json: { errcode: 'M_NOT_FOUND', error: 'There is no such thing' } };

/** Sends no EDUs of a type to other servers. */
const withoutEdus = (type: string): Doctor =>
  sentTransaction(
    change(['edus'], (edus) =>
      Array.isArray(edus) ? edus.filter((edu) => !(isJsonObject(edu) && edu['edu_type'] === type)) : edus,
    ),
  );

/** What the homeserver keeps to itself that others have to know. */
export const interoperabilityFaults: readonly Fault[] = [
  {
    id: 'interoperability.messages-to-devices-stay',
    does: 'Sends no messages to devices of users of other servers',
    breaks: ['interop.to-device'],
    doctor: withoutEdus('m.direct_to_device'),
  },
  {
    id: 'interoperability.receipts-stay',
    does: 'Sends no receipts to other servers',
    breaks: ['interop.receipts'],
    doctor: withoutEdus('m.receipt'),
  },
  {
    id: 'interoperability.typing-stays',
    does: 'Does not tell other servers who is typing',
    breaks: ['interop.typing'],
    doctor: withoutEdus('m.typing'),
  },
  {
    id: 'interoperability.profiles-stay',
    does: 'Tells other servers that its users do not exist',
    breaks: ['interop.profile'],
    doctor: answering('GET', `${v1}/query/profile`)(nothing),
  },
  {
    id: 'interoperability.aliases-stay',
    does: 'Tells other servers that its aliases do not exist',
    breaks: ['interop.alias'],
    doctor: answering('GET', `${v1}/query/directory`)(nothing),
  },
];
