import { furtherMutants } from '../../vectors/mutants/further-mutants.ts';
import { resolutionMutants } from '../../vectors/mutants/resolution-mutants.ts';
import type { Fault } from '../fault.ts';
import { oracleFault } from './oracle-fault.ts';

/** What each mistake in state resolution breaks. */
const broken: Readonly<Record<string, Fault['breaks']>> = {
  'resolution.no-auth-difference': ['sr.v2.auth-difference'],
  'resolution.v1-conflicts': ['sr.v2.conflict'],
  'resolution.backward-order': ['sr.v2.power-order.topological'],
  'resolution.bracket-order': ['sr.v2.power-order.topological'],
  'resolution.power-ignored': ['sr.v2.power-order.power'],
  'resolution.power-reversed': ['sr.v2.power-order.power'],
  'resolution.time-reversed': ['sr.v2.power-order.time'],
  'resolution.power-ties-reversed': ['sr.v2.power-order.id', 'sr.v2.power-order.topological'],
  'resolution.power-ties-by-locale': ['sr.v2.power-order.id'],
  'resolution.no-creator-power': ['sr.v2.power-order.own-levels'],
  'resolution.others-with-creator-power': ['sr.v2.power-order.own-levels'],
  'resolution.creator-by-content': ['sr.v2.power-order.own-levels', 'sr.v2.1.creators'],
  'resolution.creators-as-anybody': ['sr.v2.1.creators'],
  'resolution.additional-creators-as-anybody': ['sr.v2.1.creators'],
  'resolution.first-branch': [
    'interop.state',
    'sr.fork.merge-state',
    'sr.fork.current-state',
    'sr.ban-wins',
    'sr.v1.conflict',
    'sr.v2.conflict',
  ],
  'resolution.last-branch': ['sr.v1.conflict', 'sr.v2.conflict'],
  'resolution.no-last-step': ['sr.v2.unconflicted-wins'],
  'resolution.v1-nothing-is-checked': ['sr.v1.passes'],
  'resolution.mainline-ignored': ['sr.v2.mainline.position'],
  'resolution.mainline-reversed': ['sr.v2.mainline.position'],
  'resolution.mainline-ties-reversed': ['sr.v2.mainline.time'],
  'resolution.mainline-ids-reversed': ['sr.v2.mainline.id'],
  'resolution.mainline-ties-by-locale': ['sr.v2.mainline.id'],
  'resolution.no-mainline-as-oldest': ['sr.v2.mainline.none'],
  'resolution.mainline-steps': ['sr.v2.mainline.time'],
  'resolution.kicks-are-no-power': ['sr.v2.power-events'],
  'resolution.join-rules-are-no-power': ['sr.v2.power-events'],
  'resolution.all-other-state-is-power': ['sr.v2.power-events'],
  'resolution.all-members-are-power': ['sr.v2.power-events'],
  'resolution.power-events-alone': ['sr.v2.power-events.authorizing'],
  'resolution.no-own-auth-events': ['sr.v2.auth-checks.own-auth-events'],
  'resolution.own-auth-events-first': ['sr.v2.auth-checks.own-auth-events', 'sr.v2.auth-checks'],
  'resolution.event-authorizes-itself': ['sr.v2.auth-checks.own-auth-events', 'sr.v2.auth-checks'],
  'resolution.nothing-is-checked': ['sr.v2.auth-checks'],
  'resolution.no-subgraph': ['sr.v2.1.subgraph'],
  'resolution.not-from-empty': ['sr.v2.1.empty-start'],
  'resolution.v2.1-as-v2': ['sr.v2.1.empty-start', 'sr.v2.1.subgraph'],
  'resolution.v2-as-v2.1': ['sr.v2.unconflicted-start', 'sr.v2.auth-difference'],
  'resolution.v1-shallowest': ['sr.v1.ascending-depth', 'sr.v1.others-deepest'],
  'resolution.v1-ties-by-id': ['sr.v1.descending-sha1', 'sr.v1.others-sha1'],
  'resolution.v1-ties-reversed': ['sr.v1.descending-sha1', 'sr.v1.others-sha1'],
  'resolution.v1-with-v2-conflicts': ['sr.v1.conflict'],
  'resolution.v1-as-v2': ['sr.v1.conflict', 'sr.v1.ascending-depth'],
};

/** Mistakes that no other server can see. */
export const unseenResolutionMutants: Readonly<Record<string, string>> = {
  'resolution.rejected-auth-events':
    'an event that cites a rejected one is rejected itself, and so in no state unless another server gave a wrong one',
};

/** Each mistake in state resolution by which the test vectors are tested, in a homeserver. */
export const stateResolutionFaults: readonly Fault[] = [...resolutionMutants, ...furtherMutants]
  .filter(({ id }) => !Object.hasOwn(unseenResolutionMutants, id))
  .map((mutant) => oracleFault(mutant, broken[mutant.id]));
