import { answering, change, changeEach, type DoctoredAnswers, only, without } from '../../harness/doctoring.ts';

type Answering = ReturnType<typeof answering>;
type Lie = Parameters<Answering>[0];
type JsonValue = Parameters<Parameters<typeof changeEach>[1]>[0];
type JsonObject = Extract<JsonValue, { [key: string]: JsonValue }>;

/** The standard error response. */
export function refusal(status: number, errcode: string) {
  return { status, json: { errcode, error: 'Refused' } };
}

/** Keeps a lie to what the target refused, or granted. */
export const whereRefused = (answer: Answering, lie: Lie) => only(({ status }) => status >= 400, answer(lie));
export const whereGranted = (answer: Answering, lie: Lie) => only(({ status }) => status < 400, answer(lie));

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

/** Changes the events of one type in a list at a path; undefined leaves one out. */
export function changeEvents(
  path: readonly (string | number)[],
  type: string,
  replace: (event: JsonObject) => JsonObject | undefined,
): Lie {
  return change(path, (events) =>
    Array.isArray(events)
      ? events.flatMap((event) => (isObject(event) && event['type'] === type ? (replace(event) ?? []) : [event]))
      : events,
  );
}

/** Changes a list at a path. */
export function changeList(path: readonly (string | number)[], replace: (list: JsonValue[]) => JsonValue[]): Lie {
  return change(path, (list) => (Array.isArray(list) ? replace(list) : list));
}

/** The timeline of each joined room in a sync, and its state. */
export const timelines = ['rooms', 'join', '*', 'timeline', 'events'];
export const states = ['rooms', 'join', '*', 'state', 'events'];

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The content of an event. */
export function contentOf(event: JsonObject): JsonObject {
  return isObject(event['content']) ? event['content'] : {};
}
