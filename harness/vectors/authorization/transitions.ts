import { daveIs, type Membership } from './rooms.ts';
import { at, type Side, type Story, type StoryEvent, type Where } from './story.ts';

/** An action on dave's membership, and what becomes of it by the membership that he has. */
export interface Transitions {
  readonly rule: string;
  /** What dave does or what is done to him, for the sentence: "may join a public room". */
  readonly may: string;
  readonly event: StoryEvent;
  readonly joinRule?: string;
  readonly where?: Where;
  /** The memberships from which it is accepted and rejected, each with the rule that decides. */
  readonly accept: readonly Transition[];
  readonly reject: readonly Transition[];
}

type Transition = readonly [from: Membership, by?: string];

const who: Readonly<Record<Membership, string>> = {
  never: 'who never was there',
  invite: 'who is invited',
  join: 'who is joined',
  leave: 'who has left',
  ban: 'who is banned',
  knock: 'who knocked',
};

/** As many stories as it takes to tell each transition once. Those of a user who knocked need a version with knocking. */
export function transitionStories({ accept, reject, may, event, ...told }: Transitions): Story[] {
  const { rule, joinRule = 'public', where } = told;
  const side = ([from, by]: Transition): Side => at(daveIs(from, joinRule), event, by);
  const count = Math.max(accept.length, reject.length);
  return Array.from({ length: count }, (_, index) => {
    const [accepted, rejected] = [accept, reject].map((list) => list[index % list.length]);
    if (!accepted || !rejected)
      throw new RangeError(`The transitions of ${rule} need one that is accepted and one that is not`);
    const isKnocking = accepted[0] === 'knock' || rejected[0] === 'knock' || joinRule === 'knock';
    return {
      rule,
      about: `a user ${who[accepted[0]]} ${may}, and one ${who[rejected[0]]} does not`,
      where: (rules) => (where?.(rules) ?? true) && (rules.knock || !isKnocking),
      accept: side(accepted),
      reject: side(rejected),
    };
  });
}
