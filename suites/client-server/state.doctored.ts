import { answering, type DoctoredAnswers, only } from '../../harness/doctoring.ts';
import { changeEvents, contentOf, refusal, whereGranted, whereRefused, wrongRefusals } from './lies.ts';

const room = '/_matrix/client/v3/rooms/:roomId';
const state = answering('GET', `${room}/state`);
const sky = answering('GET', `${room}/state/org.example.colour/sky`);
const grass = answering('GET', `${room}/state/org.example.colour/grass`);
const otherType = answering('GET', `${room}/state/org.example.colour.other/sky`);
const colour = answering('GET', `${room}/state/org.example.colour/`);
const shortColour = answering('GET', `${room}/state/org.example.colour`);
const setColour = answering('PUT', `${room}/state/org.example.colour/`);
const setShortColour = answering('PUT', `${room}/state/org.example.colour`);

const blue = { json: { colour: 'blue' } };
const green = { json: { colour: 'green' } };
const notFound = refusal(404, 'M_NOT_FOUND');
const forbidden = refusal(403, 'M_FORBIDDEN');
const listing = (replace: Parameters<typeof changeEvents>[2]) => state(changeEvents([], 'org.example.colour', replace));

export default {
  'replaces the state event with the same type and state key': {
    'keeps the old content': sky(blue),
    'replaces another state key': grass({ json: { colour: 'grey' } }),
    'finds none': sky(notFound),
    'forgets another state key': grass(notFound),
    'lists the old content': listing((event) => ({ ...event, content: { colour: 'blue' } })),
    'lists another event': listing((event) => ({ ...event, event_id: '$another' })),
    'lists another sender': listing((event) => ({ ...event, sender: '@dave:localhost' })),
    'lists nothing': listing(() => []),
    'lists what was replaced, too': listing((event) => [
      { ...event, content: { ...contentOf(event), old: true } },
      event,
    ]),
  },
  'takes an empty state key with and without the slash': {
    'does not set it without': setShortColour(notFound),
    'does not set it with': setColour(notFound),
    'does not read it without': shortColour(notFound),
    'does not read it with': colour(notFound),
    'reads something else without': shortColour(green),
    'reads something else with': colour(green),
  },
  'does not find state that was never set': {
    ...wrongRefusals(grass),
    'finds it by another type': otherType(blue),
    'finds it by another type and says 200': whereRefused(otherType, { status: 200, ...blue }),
    'finds nothing at all': sky(notFound),
  },
  'keeps the state from those who were never in the room': {
    ...wrongRefusals(state),
    'shows single contents': whereRefused(colour, { status: 200, ...blue }),
    'another error code for single contents': whereRefused(colour, notFound),
    'keeps it from members, too': whereGranted(state, forbidden),
    'keeps single contents from members, too': whereGranted(colour, forbidden),
    'shows members something else': whereGranted(colour, green),
  },
  'lets only those change the state who have the power': {
    ...wrongRefusals(setColour),
    'changes it all the same': colour({ json: { colour: 'red' } }),
    'refuses those who have the power, too': only(({ party }) => party === 'bob', setColour(forbidden)),
    'grants it and does nothing': colour(blue),
  },
} satisfies DoctoredAnswers;
