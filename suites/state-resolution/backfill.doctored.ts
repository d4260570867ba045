import { answering, change, type DoctoredAnswers, without } from '../../harness/doctoring.ts';

const messages = answering('GET', '/_matrix/client/v3/rooms/:roomId/messages');

export default {
  'shows one who pages back all branches of what happened before the join': {
    'an event too few': messages(without('chunk', 3)),
    nothing: messages(change(['chunk'], () => [])),
    'ends with the first page': messages(change(['end'], () => null)),
  },
} satisfies DoctoredAnswers;
