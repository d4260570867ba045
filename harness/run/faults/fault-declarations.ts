import { relative } from 'node:path';
import { inject, TestRunner } from 'vitest';
import { checkId } from '../checks/check-id.ts';
import type { CheckMeta } from '../checks/check-meta.ts';
import type { Trial } from '../run-context.ts';

type Declaration = readonly [title: string, options: { readonly meta: { readonly check: CheckMeta } }, body: unknown];

/**
 * Vitest's own test function; but in a sweep of faults it declares a check once for each fault that the check is held against.
 *
 * @param declare the test function with the fixtures of checks
 */
export function declaringTrials<T extends object>(declare: T): T {
  return new Proxy(declare, {
    apply(target, self, parameters) {
      const call = (...all: readonly unknown[]): unknown =>
        Reflect.apply(target as unknown as (...all: unknown[]) => unknown, self, all);
      const { trials } = inject('choice');
      if (trials === null) return call(...(parameters as unknown[]));
      const [title, options, body] = parameters as unknown as Declaration;
      for (const trial of trialsHere(title, trials))
        call(title, { ...options, meta: { ...options.meta, trial } }, body);
      return undefined;
    },
  });
}

/** The trials of a check that is declared now, for the room version that it is declared for. */
function trialsHere(title: string, trials: Readonly<Record<string, readonly Trial[]>>): readonly Trial[] {
  const { suite, file } = TestRunner.getCurrentSuite();
  const roomVersion = suite?.meta.roomVersion;
  const ofCheck = trials[checkId(relative('.', (suite?.file ?? file).filepath), title)] ?? [];
  return ofCheck.filter((trial) => roomVersion === undefined || roomVersion === trial.roomVersion);
}
