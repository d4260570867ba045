import {
  type answering,
  change,
  type Doctor,
  type DoctoredAnswers,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  only,
  without,
} from '../../harness/doctoring.ts';

type Answering = ReturnType<typeof answering>;
type Lie = Parameters<Answering>[0];
type Path = readonly (string | number)[];

/** The timeline of each joined room in a sync, and its state. */
export const timelines: Path = ['rooms', 'join', '*', 'timeline', 'events'];
export const states: Path = ['rooms', 'join', '*', 'state', 'events'];

/** A standard error response. */
export function refusal(status: number, errcode: string) {
  return { status, json: { errcode, error: 'Refused' } };
}

/** Keeps a lie to what the target refused. */
export function whereRefused(answer: Answering, lie: Lie): Doctor {
  return only(({ status }) => status >= 400, answer(lie));
}

/** Keeps a lie to what the target granted. */
export function whereGranted(answer: Answering, lie: Lie): Doctor {
  return only(({ status }) => status < 400, answer(lie));
}

/** The ways in which a refusal can be wrong. What the target grants is left alone. */
export function wrongRefusals(answer: Answering): DoctoredAnswers[string] {
  return {
    'grants it': whereRefused(answer, { status: 200, json: { event_id: '$granted', room_id: '!granted:localhost' } }),
    'another status': whereRefused(answer, { status: 418 }),
    'another error code': whereRefused(
      answer,
      change(['errcode'], () => 'M_OTHER'),
    ),
    'no error code': whereRefused(answer, without('errcode')),
    'no error text': whereRefused(answer, without('error')),
  };
}

/** Changes a list at a path. */
export function changeList(path: Path, replace: (list: JsonValue[]) => JsonValue[]): Lie {
  return change(path, (list) => (Array.isArray(list) ? replace(list) : list));
}

/** Changes the events of one type in a list at a path: into another one, into several, or into none. */
export function changeEvents(path: Path, type: string, replace: (event: JsonObject) => JsonObject | JsonObject[]): Lie {
  return changeList(path, (events) =>
    events.flatMap((event) => (isJsonObject(event) && event['type'] === type ? replace(event) : [event])),
  );
}

/** The content of an event. */
export function contentOf(event: JsonObject): JsonObject {
  return isJsonObject(event['content']) ? event['content'] : {};
}

/** An object without one of its keys. */
export function omit(object: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}
