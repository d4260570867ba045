import { serverNameAfterColon } from '../../pdu.ts';
import { allowIf, otherwiseReject, type Rule, when } from '../rule.ts';

/** Rule 11 of room versions 1 and 2. Later versions decide when the redaction is applied. */
export const redactionRules: Rule = when('redaction', ({ event }) => event.type === 'm.room.redaction', [
  allowIf(
    'redaction.level',
    'its sender has the redact level',
    ({ senderLevel, powerLevels }) => senderLevel >= powerLevels.named('redact'),
  ),
  allowIf('redaction.domain', 'it redacts an event of its own server', ({ event }) => {
    const { redacts } = event.pdu;
    const server = serverNameAfterColon(event.eventId);
    return server !== undefined && typeof redacts === 'string' && serverNameAfterColon(redacts) === server;
  }),
  otherwiseReject('redaction.reject', 'its sender has less than the redact level, and the event is of another server'),
]);
