import { answering, type DoctoredAnswers, isJsonObject, only, without } from '../../harness/doctoring.ts';
import { changeEvents, changeList, refusal, whereGranted, wrongRefusals } from './lies.ts';

type Lie = Parameters<ReturnType<typeof answering>>[0];

const messages = answering('GET', '/_matrix/client/v3/rooms/:roomId/messages');

const backwards = (lie: Lie) => only(({ target }) => target.includes('dir=b'), messages(lie));
const forwards = (lie: Lie) => only(({ target }) => target.includes('dir=f'), messages(lie));

/** Where nothing more is to come, the token that was given comes back. */
const tokenForEver: Lie = ({ target, json }) =>
  isJsonObject(json) && json['end'] === undefined
    ? { json: { ...json, end: new URLSearchParams(target.split('?')[1]).get('from') } }
    : undefined;

const wrongPages = (pages: (lie: Lie) => ReturnType<typeof messages>): DoctoredAnswers[string] => ({
  'refuses it': pages(refusal(403, 'M_FORBIDDEN')),
  'no events': pages(without('chunk')),
  'a gap in each page': pages(changeList(['chunk'], (events) => events.toSpliced(1, 1))),
  'an event twice in each page': pages(changeList(['chunk'], (events) => [...events, ...events.slice(-1)])),
  'the other order in each page': pages(changeList(['chunk'], (events) => events.toReversed())),
  'no creation': pages(changeEvents(['chunk'], 'm.room.create', () => [])),
  'no token after the first page': pages(without('end')),
});

export default {
  'pages backwards from the last event to the creation of the room': {
    ...wrongPages(backwards),
    'a token for ever': backwards(tokenForEver),
    'more than was asked for': messages(changeList(['chunk'], (events) => [...events, ...events.slice(0, 1)])),
    'another creator': backwards(
      changeEvents(['chunk'], 'm.room.create', (event) => ({ ...event, sender: '@dave:localhost' })),
    ),
  },
  'starts at the first or the last event where no token is given': {
    ...wrongPages(forwards),
    'a token for ever': forwards(tokenForEver),
    'a gap in each page backwards': backwards(changeList(['chunk'], (events) => events.toSpliced(1, 1))),
    'asks for a token backwards': backwards(refusal(400, 'M_MISSING_PARAM')),
  },
  'keeps the history from those who are not in the room': {
    ...wrongRefusals(messages),
    'keeps it from members, too': whereGranted(messages, refusal(403, 'M_FORBIDDEN')),
    'keeps a message from members': messages(changeList(['chunk'], (events) => events.slice(3))),
  },
} satisfies DoctoredAnswers;
