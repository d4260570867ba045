import {
  answering,
  asking,
  both,
  change,
  changeEach,
  type Doctor,
  type DoctoredAnswers,
  isJsonObject,
  type JsonValue,
  valueAt,
} from '../../harness/doctoring.ts';

const sent = asking('PUT', '/_matrix/federation/v1/send/:txnId');
const missing = answering('POST', '/_matrix/federation/v1/get_missing_events/:roomId');

const list = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);

/** Sends no events with these bodies. */
const without = (...bodies: readonly JsonValue[]): Doctor =>
  sent(
    change(['pdus'], (pdus) => list(pdus).filter((pdu) => !bodies.includes(valueAt(pdu, 'content', 'body') ?? null))),
  );

/** Gives each transaction that is sent again another ID. */
function underAnotherId(): Doctor {
  const seen = new Set<string>();
  return sent(({ target }) => {
    const isAgain = seen.has(target);
    seen.add(target);
    return isAgain ? { target: `${target}-again` } : undefined;
  });
}

/** Gives each message to a device an ID that none had before. */
function underAnotherMessageId(): Doctor {
  let count = 0;
  return sent(
    changeEach(['edus'], (edu) => {
      if (!isJsonObject(edu) || edu['edu_type'] !== 'm.direct_to_device') return edu;
      const content = isJsonObject(edu['content']) ? edu['content'] : {};
      count += 1;
      return { ...edu, content: { ...content, message_id: `number ${count}` } };
    }),
  );
}

export default {
  'sends a transaction that was not answered again under its ID, before any other': {
    'under another ID': underAnotherId(),
  },
  'sends the events that a server missed while it could not be reached': {
    'only the last, and none that leads to it': both(without('1', '2'), missing(change(['events'], () => []))),
  },
  'sends events to the other servers while one does not answer, and to that one later': {
    'another event': sent(
      changeEach(['pdus'], (pdu) =>
        isJsonObject(pdu) && valueAt(pdu, 'content', 'body') === 'While one of them is silent'
          ? { ...pdu, origin_server_ts: 1, event_id: '$another' }
          : pdu,
      ),
    ),
    nothing: without('While one of them is silent'),
  },
  'sends a message to a device until it was taken, under one message ID': {
    'under another message ID': underAnotherMessageId(),
  },
  'tells a server that could not be reached which devices its users’ contacts have by now': {
    'as those of another user': sent(change(['edus', '*', 'content', 'user_id'], () => '@another:localhost')),
  },
} satisfies DoctoredAnswers;
