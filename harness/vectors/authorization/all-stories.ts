import { aliasesStories } from './aliases.ts';
import { authEventsStories } from './auth-events.ts';
import { banStories } from './ban.ts';
import { createStories } from './create.ts';
import { creatorStories } from './creators.ts';
import { allowStories, federateStories, senderJoinedStories, userStateKeyStories } from './every-event.ts';
import { inviteStories } from './invite.ts';
import { joinStories } from './join.ts';
import { knockStories } from './knock.ts';
import { leaveStories } from './leave.ts';
import { memberStories } from './member.ts';
import { entryStories } from './power-levels/entries.ts';
import { formatStories } from './power-levels/format.ts';
import { levelStories } from './power-levels/levels.ts';
import { userStories } from './power-levels/users.ts';
import { valueStories } from './power-levels/values.ts';
import { redactionStories } from './redaction.ts';
import { requiredLevelStories, thirdPartyInviteEventStories } from './required-level.ts';
import { restrictedStories } from './restricted.ts';
import { roomIdStories } from './room-id.ts';
import type { Story } from './story.ts';
import { thirdPartyStories } from './third-party.ts';

/** The stories of all authorization rules. */
export const allStories: readonly Story[] = [
  ...createStories,
  ...roomIdStories,
  ...authEventsStories,
  ...federateStories,
  ...aliasesStories,
  ...memberStories,
  ...joinStories,
  ...restrictedStories,
  ...thirdPartyStories,
  ...inviteStories,
  ...leaveStories,
  ...banStories,
  ...knockStories,
  ...senderJoinedStories,
  ...thirdPartyInviteEventStories,
  ...requiredLevelStories,
  ...userStateKeyStories,
  ...formatStories,
  ...levelStories,
  ...entryStories,
  ...userStories,
  ...valueStories,
  ...creatorStories,
  ...redactionStories,
  ...allowStories,
];
