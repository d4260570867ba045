import type { KnownFailure } from './results/baseline.ts';
import type { CheckLine } from './results/results.ts';
import { type Standing, standingOf } from './results/tally.ts';
import { paint, type Terminal } from './terminal.ts';

/** Shows how a run goes: a line when something is not as it must be, a moving line on a terminal, now and then a count elsewhere. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #baseline: readonly KnownFailure[];
  readonly #started = performance.now();
  #decided = 0;
  #notKept = 0;
  #lastCountMs = 0;

  constructor(terminal: Terminal, baseline: readonly KnownFailure[]) {
    this.#terminal = terminal;
    this.#baseline = baseline;
  }

  decided(line: CheckLine): void {
    const standing = standingOf(line, this.#baseline);
    this.#decided += 1;
    if (isRed(standing)) {
      this.#notKept += 1;
      this.#terminal.print(
        `${paint('red', `✗ ${standing}`)} ${line.id}${line.roomVersion === null ? '' : ` (room version ${line.roomVersion})`}`,
      );
    }
    const seconds = (performance.now() - this.#started) / 1000;
    const count = `${this.#decided} decided, ${this.#notKept} red, ${seconds.toFixed(0)} s`;
    this.#terminal.status(`${count} · ${line.id}`);
    if (!this.#terminal.interactive && performance.now() - this.#lastCountMs > countEveryMs) {
      this.#terminal.print(`  ${count}`);
      this.#lastCountMs = performance.now();
    }
  }
}

/** Often enough that a reader of a CI log sees that it goes on. */
const countEveryMs = 5_000;

/** True for what makes a run fail. */
export function isRed(standing: Standing): boolean {
  return standing === 'broken' || standing === 'undecided' || standing === 'error';
}
