import { plainText, shortened } from './plain-text.ts';

/** What events are called; undefined for one without a name. */
export type NameOf = (eventId: string) => string | undefined;

const idCharacters = 9;
const nameCharacters = 40;

/** Names that may stand in a drawing or an explanation: those given, else the beginning of the ID. */
export function plainNames(nameOf: NameOf = () => undefined): (eventId: string) => string {
  return (eventId) => {
    const name = nameOf(eventId);
    return name === undefined
      ? plainText(shortened(eventId, idCharacters))
      : plainText(shortened(name, nameCharacters));
  };
}

/** A sentence with the names of the events whose IDs it holds, such as the reason of a verdict. */
export function withNames(
  text: string,
  has: (eventId: string) => boolean,
  nameOf: (eventId: string) => string,
): string {
  return text.replaceAll(/\$[^\s,"]+/g, (eventId) => (has(eventId) ? nameOf(eventId) : eventId));
}
