import findMyWay from 'find-my-way';
import type { Answer } from '../wire/https-listener.ts';
import { allRoutes } from './answers/all-routes.ts';
import type { IncomingRequest, Method, Route } from './answers/route.ts';

/**
 * An answer that a check gives in the place of the truthful one.
 *
 * @param incoming the request
 * @param truthfully gives the peer's own answer, for checks that only change a part of it
 */
export type Override = (incoming: IncomingRequest, truthfully: () => Promise<Answer>) => Answer | Promise<Answer>;

/** What was found for a request. */
export interface Match<Found> {
  readonly found: Found;
  readonly params: Readonly<Record<string, string>>;
}

/** IDs have at most 255 bytes, each of which may be percent-encoded; the library's own limit is 100 characters. */
const longestParameter = 3 * 255;

/** Finds by method and path what answers a request: an override of the check, and the peer's own answer. */
export class AnswerRouter {
  readonly #overrides = findMyWay({ maxParamLength: longestParameter });

  /** Answers such requests in another way from now on; the last override of a method and path wins. */
  override(method: Method, path: string, override: Override): void {
    if (this.#overrides.hasRoute(method, path)) this.#overrides.off(method, path);
    this.#overrides.on(method, path, unused, override);
  }

  findOverride(method: string, path: string): Match<Override> | null {
    return find<Override>(this.#overrides, method, path);
  }

  findRoute(method: string, path: string): Match<Route> | null {
    return find<Route>(truthful, method, path);
  }

  /** Whether there is an answer to another method on this path. */
  hasOtherMethod(path: string): boolean {
    return ['GET', 'POST', 'PUT'].some((method) => find(truthful, method, path) !== null);
  }
}

type Router = ReturnType<typeof findMyWay>;

const truthful = findMyWay({ maxParamLength: longestParameter });
for (const route of allRoutes) truthful.on(route.method, route.path, unused, route);

function find<Found>(router: Router, method: string, path: string): Match<Found> | null {
  const match = router.find(method as Method, path);
  return match && { found: match.store as Found, params: match.params as Record<string, string> };
}

/** The library wants a handler; what it finds is kept beside it. */
function unused(): void {
  throw new Error('The routes of a peer are looked up, not run');
}
