import type { Homeserver } from '../homeserver.ts';

/** What becomes of a homeserver that stops and starts again, or computes nothing for a while. */
export const restartRules = {
  /**
   * Forgets what no homeserver keeps: who is typing and who is there. Everything else that it promised outlives it: rooms, accounts,
   * sessions, tokens, keys, and what it owes to other servers.
   */
  forgetAtRestart: ({ typing, presence }: Homeserver): void => {
    typing.clear();
    presence.clear();
  },
  /** Whether what it was asked while it computed nothing is answered when it goes on. */
  answersWhatWaited: true,
};
