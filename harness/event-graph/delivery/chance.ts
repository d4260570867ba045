import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Choices that follow from a seed, so that they can be repeated. */
export class Chance {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  /** @param seed and whatever else the choices are to follow from */
  constructor(...seed: readonly (string | number)[]) {
    this.#generator = xoroshiro128plus(createHash('sha256').update(JSON.stringify(seed)).digest().readInt32BE());
  }

  /** A whole number from 0, below a limit. */
  below(limit: number): number {
    return uniformInt(this.#generator, 0, limit - 1);
  }

  /** True once in so many times. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  /** One of some items. @throws RangeError where there is none */
  of<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new RangeError('There is nothing to choose from');
    return items[this.below(items.length)] as Item;
  }
}
