import { relative } from 'node:path';
import type { TestCase } from 'vitest/node';
import { allRoomVersions, type RoomVersion } from '../../protocol/room-versions.ts';
import { ConfigurationError } from '../../target/errors.ts';
import { Briefing } from '../briefing.ts';
import { checkId } from './check-id.ts';
import { type RunContext, usualScenarios } from '../run-context.ts';
import { matchesGlob } from './selection.ts';
import { createCheckRunner } from '../vitest-runner.ts';

/** A check as its file declares it. */
export interface CollectedCheck {
  readonly id: string;
  readonly title: string;
  /** Those that it decides in any room version. */
  readonly requirements: readonly string[];
  /** Empty where the check is not about rooms of a version. */
  readonly roomVersions: readonly RoomVersion[];
  /** The requirements that it decides in a room version, where they are not the same in all of them. */
  readonly requirementsIn: (roomVersion: RoomVersion) => readonly string[];
}

/** A run that selects nothing: every check is seen, and none gets as far as to need a target. */
const selectNothing: RunContext = {
  connections: [
    {
      name: 'none',
      version: null,
      serverName: '',
      clientUrl: '',
      federationUrl: null,
      certificateAuthority: null,
      registration: { method: 'open' },
      features: [],
    },
  ],
  peerCertificate: null,
  ownHomeservers: { none: 'nothing runs' },
  claim: 'v1.1',
  targetRoomVersions: [],
  companion: null,
  roomVersions: allRoomVersions,
  globs: ['selects nothing'],
  apart: { checks: [], now: false },
  scenarios: usualScenarios,
  timeoutFactor: 1,
  resultsFolder: '',
  doctored: null,
  trials: null,
};

/**
 * Collects the checks that globs select.
 *
 * @param globs ids of checks or requirements, with wildcards; empty for all
 * @throws ConfigurationError for a glob that matches nothing
 */
export async function selectChecks(globs: readonly string[]): Promise<CollectedCheck[]> {
  const checks = await collectChecks(globs);
  refuseUnmatched(globs, checks);
  return checks.filter(
    ({ id, requirements }) => globs.length === 0 || globs.some((glob) => matchesGlob(glob, id, requirements)),
  );
}

/** @throws ConfigurationError for a glob that matches nothing: a typing error must not make a run empty and green */
export function refuseUnmatched(
  globs: readonly string[],
  checks: readonly Pick<CollectedCheck, 'id' | 'requirements'>[],
): void {
  const unmatched = globs.find((glob) => !checks.some(({ id, requirements }) => matchesGlob(glob, id, requirements)));
  if (unmatched === undefined) return;
  throw new ConfigurationError(
    `${unmatched} matches no check. \`touchstone list\` shows the ids of checks and requirements.`,
  );
}

/**
 * Collects the checks of the files in which those that globs select can be, without running any. (Vitest's own `collect` reads the files without executing them, and so does not
 * see what is made in loops, nor the `meta` of tests.)
 *
 * @throws where a file of checks cannot be loaded
 */
async function collectChecks(globs: readonly string[]): Promise<CollectedCheck[]> {
  const tests: TestCase[] = [];
  const problems: string[] = [];
  using briefing = new Briefing(Promise.resolve(selectNothing));
  const vitest = await createCheckRunner({
    choice: selectNothing,
    briefing: briefing.channel,
    globs,
    jobs: 1,
    workers: 1,
    seed: 1,
    reporter: {
      onTestCaseResult: (test) => void tests.push(test),
      onTestModuleEnd: (module) =>
        void problems.push(...module.errors().map(({ message }) => `${module.relativeModuleId}: ${message}`)),
      onTestRunEnd: (_, errors) => void problems.push(...errors.map(({ message }) => message)),
    },
  });
  try {
    await vitest.start();
  } catch (error) {
    if ((error as { code?: string }).code !== 'VITEST_FILES_NOT_FOUND') throw error;
  } finally {
    await vitest.close();
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return merge(tests);
}

const order = (version: RoomVersion): number => allRoomVersions.indexOf(version);

/** One entry for each check, with the room versions in which it runs. */
function merge(tests: readonly TestCase[]): CollectedCheck[] {
  const byId = Map.groupBy(tests, (test) => checkId(relative('.', test.module.moduleId), test.name));
  return [...byId]
    .map(([id, members]) => {
      const requirements = [...new Set(members.flatMap(requirementsOf))];
      return {
        id,
        title: members[0]?.name ?? '',
        requirements,
        roomVersions: members.flatMap((test) => test.meta().roomVersion ?? []).toSorted((a, b) => order(a) - order(b)),
        requirementsIn: (version: RoomVersion) => {
          const member = members.find((test) => test.meta().roomVersion === version);
          return member ? requirementsOf(member) : requirements;
        },
      };
    })
    .toSorted((a, b) => a.id.localeCompare(b.id));
}

function requirementsOf(test: TestCase): readonly string[] {
  return test.meta().check?.requirements ?? [];
}
