import { relative } from 'node:path';
import { createVitest } from 'vitest/node';
import type { RoomVersion } from '../protocol/room-versions.ts';
import { checkId } from './check-id.ts';
import { codeRoot } from './vitest-runner.ts';

/** A check as its file declares it. */
export interface CollectedCheck {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly requirements: readonly string[];
  /** Empty where the check is not about rooms of a version. */
  readonly roomVersions: readonly RoomVersion[];
}

/** Collects all checks without running any. @throws where a file of checks cannot be loaded */
export async function collectChecks(): Promise<CollectedCheck[]> {
  const vitest = await createVitest({
    config: false,
    root: codeRoot,
    include: ['suites/**/*.test.{ts,js}'],
    exclude: ['**/*.unit.test.*'],
    watch: false,
    pool: 'threads',
    isolate: false,
    reporters: [{}],
    experimental: { viteModuleRunner: false, nodeLoader: false },
  });
  try {
    const { testModules } = await vitest.collect();
    const checks = new Map<string, CollectedCheck>();
    for (const module of testModules) {
      const [problem] = module.errors();
      if (problem) throw new Error(`${module.relativeModuleId}: ${problem.message}`);
      for (const test of module.children.allTests()) {
        const { check, roomVersion } = test.meta();
        const id = checkId(relative('.', module.moduleId), test.name);
        const before = checks.get(id)?.roomVersions ?? [];
        const roomVersions = roomVersion === undefined ? before : [...before, roomVersion];
        checks.set(id, { id, title: test.name, file: module.moduleId, requirements: check?.requirements ?? [], roomVersions });
      }
    }
    return [...checks.values()].toSorted((a, b) => a.id.localeCompare(b.id));
  } finally {
    await vitest.close();
  }
}
