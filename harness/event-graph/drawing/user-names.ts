import { serverNameAfterColon } from '../../protocol/pdu.ts';
import { plainText, shortened } from './plain-text.ts';

/** How the users of a room are written. */
export interface UserNames {
  /** The server that is left out, because all of them are on it. */
  readonly server: string | undefined;
  /** A text, such as a user ID or a sentence about users, as plain text. */
  readonly short: (text: string, limit?: number) => string;
}

const userCharacters = 60;

/** Writes users without their server where it is the same for all senders. */
export function userNames(senders: Iterable<string>): UserNames {
  const [server, ...others] = new Set([...senders].map(serverNameAfterColon));
  if (server === undefined || others.length > 0) {
    return { server: undefined, short: (text, limit = userCharacters) => plainText(shortened(text, limit)) };
  }
  const user = new RegExp(`(@[\\w.=/+-]+):${server.replaceAll(/\W/g, '\\$&')}(?![\\w.-]|:[0-9])`, 'g');
  return {
    server: plainText(shortened(server, userCharacters)),
    short: (text, limit = userCharacters) => plainText(shortened(text.replaceAll(user, '$1'), limit)),
  };
}
