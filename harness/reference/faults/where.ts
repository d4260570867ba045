import { isJsonObject, type JsonValue } from '../../protocol/json.ts';
import type { TargetMessage } from '../../wire/wire.ts';

type Where = (message: TargetMessage) => boolean;

/** Keeps a doctor to what was refused. */
export const refused: Where = ({ status }) => status >= 400;

/** Keeps a doctor to what was granted. */
export const granted: Where = ({ status }) => status === 200;

/** Keeps a doctor to answers with a status. */
export function answered(status: number): Where {
  return (message) => message.status === status;
}

/** Keeps a doctor to answers to requests with a parameter, so that not all of them are wrong. */
export function askedFor(...path: readonly string[]): Where {
  return ({ asked }) => {
    let found: JsonValue | undefined = asked;
    for (const key of path) found = isJsonObject(found) ? found[key] : undefined;
    return found !== undefined;
  };
}
