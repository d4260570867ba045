import { serverNameAfterColon } from '../../protocol/pdu.ts';
import { plainText, shortened } from './plain-text.ts';

/** How the users of a room are written. */
export interface UserNames {
  /** A sentence about the server that is left out; undefined where none is. */
  readonly note: string | undefined;
  /** A text, such as a user ID or a sentence about users, as plain text. */
  readonly short: (text: string, limit?: number) => string;
}

const userCharacters = 60;

/** Writes users without their server where it is that of most senders. */
export function userNames(senders: Iterable<string>): UserNames {
  const servers = Map.groupBy(senders, serverNameAfterColon);
  const [[server, ofServer] = [undefined, []]] = [...servers].toSorted(([, a], [, b]) => b.length - a.length);
  const isMost = 2 * ofServer.length > [...servers.values()].flat().length;
  if (server === undefined || !isMost) {
    return { note: undefined, short: (text, limit = userCharacters) => plainText(shortened(text, limit)) };
  }
  const user = new RegExp(`(@[\\w.=/+-]+):${server.replaceAll(/\W/g, '\\$&')}(?![\\w.-]|:[0-9])`, 'g');
  const who = servers.size === 1 ? 'All users' : 'Users without a server';
  return {
    note: `${who} are on ${plainText(shortened(server, userCharacters))}.`,
    short: (text, limit = userCharacters) => plainText(shortened(text.replaceAll(user, '$1'), limit)),
  };
}
