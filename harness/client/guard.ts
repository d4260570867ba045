import { type Touch, touches } from '../target/touches.ts';
import { HarnessError } from '../wire/errors.ts';
import type { WireRequest } from '../wire/http-client.ts';
import { touchesOf } from './touching.ts';

/**
 * Keeps a check from touching what it does not declare, so that a declaration that was forgotten cannot harm a homeserver that
 * somebody needs: the runner decides from the declarations alone what runs there.
 */
export class Guard {
  readonly #allowed: Set<Touch>;
  readonly #serverName: string;

  /**
   * @param declared what the check touches on purpose
   * @param serverName the target's
   */
  constructor(declared: readonly Touch[], serverName: string) {
    this.#allowed = new Set(declared);
    this.#serverName = serverName;
  }

  /** Allows what comes with something that the check asked for, such as federation with a peer. */
  allow(touch: Touch): void {
    this.#allowed.add(touch);
  }

  /** @throws HarnessError for a request that may not be sent */
  examine(request: WireRequest): void {
    if (request.prepares) return;
    const undeclared = touchesOf(request, this.#serverName).find((touch) => !this.#allowed.has(touch));
    if (undeclared === undefined) return;
    throw new HarnessError(
      `${request.method} ${request.target.split('?')[0]} was not sent: by it ${touches[undeclared]}, which the check does not ` +
        `declare. Add { touches: ['${undeclared}'] } to its decides(…).`,
    );
  }
}
