import { isJsonObject, type JsonValue } from '../protocol/json.ts';
import type { RawHeaders } from './message.ts';
import type { Doctor, TargetMessage } from './wire.ts';

/** What a doctored message says instead: a part of it, or how it follows from the true one. */
export type Lie = Said | ((truth: TargetMessage) => Said | undefined);

/** Parts of a doctored message; the target only of a request. */
interface Said {
  readonly status?: number;
  readonly json?: JsonValue;
  readonly headers?: RawHeaders;
  readonly target?: string;
}

/**
 * Doctors the target's answers to one kind of request.
 *
 * @param method method of the request
 * @param path path with `:name` for a segment and `*` for the rest, without query
 */
export function answering(method: string, path: string): (lie: Lie) => Doctor {
  return doctoring('answer', method, path);
}

/** Doctors one kind of request that the target makes of a peer; parameters as in {@link answering}. */
export function asking(method: string, path: string): (lie: Lie) => Doctor {
  return doctoring('request', method, path);
}

function doctoring(kind: TargetMessage['kind'], method: string, path: string): (lie: Lie) => Doctor {
  const pattern = new RegExp(
    `^${path
      .replaceAll('.', '\\.')
      .replaceAll(/:[a-zA-Z]+/g, '[^/?]*')
      .replace('*', '.*')}(\\?|$)`,
  );
  return (lie) => (message) => {
    if (message.kind !== kind || message.method !== method || !pattern.test(message.target)) return undefined;
    return typeof lie === 'function' ? lie(message) : lie;
  };
}

/** Keeps a doctor to some of the messages that it would change: those of one party, or with one query. */
export function only(where: (message: TargetMessage) => boolean, doctor: Doctor): Doctor {
  return (message) => (where(message) ? doctor(message) : undefined);
}

/** Two doctors at once: the first that has something to say of a message changes it. */
export function both(first: Doctor, second: Doctor): Doctor {
  return (message) => first(message) ?? second(message);
}

/** A lie that changes what stands at a path of the true body; the step `*` stands for every key or index. */
export function change(
  path: readonly (string | number)[],
  replace: (truth: JsonValue | undefined) => JsonValue | undefined,
): Lie {
  return ({ json }) => ({ json: changed(json ?? null, path, replace) });
}

/** A lie that changes each element of an array of the true body. */
export function changeEach(path: readonly (string | number)[], replace: (truth: JsonValue) => JsonValue): Lie {
  return change(path, (truth) => (Array.isArray(truth) ? truth.map(replace) : truth));
}

/** A lie that leaves something out of the true body. */
export function without(...path: readonly (string | number)[]): Lie {
  return change(path, () => undefined);
}

function changed(
  value: JsonValue,
  path: readonly (string | number)[],
  replace: (truth: JsonValue | undefined) => JsonValue | undefined,
): JsonValue {
  const [step, ...rest] = path;
  if (step === undefined) return replace(value) ?? null;
  if (step === '*') {
    const steps = Array.isArray(value) ? value.keys() : isJsonObject(value) ? Object.keys(value) : [];
    // Backwards, so that an element that is left out does not move those that come after it in this loop.
    return [...steps]
      .toReversed()
      .reduce((result: JsonValue, each) => changed(result, [each, ...rest], replace), value);
  }
  if (Array.isArray(value) && typeof step === 'number') {
    return value.flatMap((part, index) => {
      if (index !== step) return [part];
      const next = rest.length === 0 ? replace(part) : changed(part, rest, replace);
      return next === undefined ? [] : [next];
    });
  }
  if (!isJsonObject(value)) return value;
  const { [step]: truth, ...others } = value;
  const next = rest.length === 0 ? replace(truth) : changed(truth ?? null, rest, replace);
  return next === undefined ? others : { ...others, [step]: next };
}
