import type { Doctor, TargetMessage } from '../../harness/doctoring.ts';

/** For `only`: the answers with status 200. */
export const granted = ({ status }: TargetMessage): boolean => status === 200;

/** For `only`: the answers with an error. */
export const refused = ({ status }: TargetMessage): boolean => status >= 400;

/** Keeps a doctor to one of the messages that it would change: the nth, counted from 1, of those that `where` takes. */
export function nth(n: number, where: (message: TargetMessage) => boolean, doctor: Doctor): Doctor {
  let seen = 0;
  return (message) => {
    const changes = where(message) ? doctor(message) : undefined;
    if (changes) seen += 1;
    return seen === n ? changes : undefined;
  };
}
