import { accountRules } from './rules/accounts.ts';
import { federationRules } from './rules/federation.ts';
import { historyRules } from './rules/history.ts';
import { membershipRules } from './rules/membership.ts';
import { requestRules } from './rules/requests.ts';
import { roomCreationRules } from './rules/room-creation.ts';
import { restartRules } from './rules/restart.ts';
import { roomRules } from './rules/rooms.ts';
import { receiptRules } from './rules/receipt.ts';
import { syncRules } from './rules/sync.ts';

/**
 * What the specification asks of a homeserver, as far as it is applied in one place each. The code asks these rules; a
 * {@link Fault} replaces one of them, so that the code that applies it reads as if there were no faults.
 *
 * The rules by which events are judged are not among them: they are the oracle's.
 */
export const ownRules = {
  ...requestRules,
  ...receiptRules,
  ...federationRules,
  ...roomRules,
  ...roomCreationRules,
  ...membershipRules,
  ...accountRules,
  ...historyRules,
  ...syncRules,
  ...restartRules,
};

export type Rules = typeof ownRules;
