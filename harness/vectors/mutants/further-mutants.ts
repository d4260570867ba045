import { type Oracle, oracleOf } from '../../protocol/oracle.ts';
import type { RoomEvent } from '../../protocol/room-event.ts';
import type { ResolutionStep } from '../../protocol/state-resolution/resolution.ts';
import type { Mutant } from './mutant.ts';

/** What the checks allowed replaces what the branches agree on, as if the last step of v2 and v2.1 were left out. */
const withoutLastStep: Mutant = {
  id: 'resolution.no-last-step',
  mistake: 'entries that the branches agree on are not put back',
  told: 'by every algorithm',
  oracleOf(roomVersion) {
    const oracle = oracleOf(roomVersion);
    if (oracle.rules.stateResolution === 'v1') return undefined;
    const resolve: Oracle['resolve'] = (states, context) => {
      const allowed: RoomEvent[] = [];
      const note = (step: ResolutionStep): void => {
        if (step.step === 'auth check' && step.verdict.allowed) allowed.push(step.event);
      };
      const state = oracle.resolve(states, { ...context, note });
      return state.changed([], allowed);
    };
    return { ...oracle, resolve };
  },
};

/** Mistakes in state resolution that only the scenarios tell which are no vectors. */
export const furtherMutants: readonly Mutant[] = [withoutLastStep];
