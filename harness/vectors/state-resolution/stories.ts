import { bansStories } from './bans.ts';
import { joinsAndLeavesStories } from './joins-and-leaves.ts';
import { kicksStories } from './kicks.ts';
import { knocksAndRestrictedJoinsStories } from './knocks-and-restricted-joins.ts';
import { mainlineStories } from './mainline.ts';
import { mergesStories } from './merges.ts';
import { orderingStories } from './ordering.ts';
import { powerLevelsStories } from './power-levels.ts';
import { rejectedEventsStories } from './rejected-events.ts';
import { roomVersion12Stories } from './room-version-12.ts';
import type { Story } from './story.ts';
import { topicsStories } from './topics.ts';

/** All stories, each of which makes a file. */
export const stories: readonly Story[] = [
  ...powerLevelsStories,
  ...bansStories,
  ...kicksStories,
  ...joinsAndLeavesStories,
  ...knocksAndRestrictedJoinsStories,
  ...topicsStories,
  ...mainlineStories,
  ...orderingStories,
  ...mergesStories,
  ...roomVersion12Stories,
  ...rejectedEventsStories,
];
