import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogue } from '../../../suites/catalogue.ts';
import { hostedScenarios } from './scenario-choice.ts';
import { packageRoot } from '../../package-root.ts';
import { fullCatalogue } from './full-catalogue.ts';
import type { Requirement } from './requirement.ts';

const entries: [id: string, requirement: Requirement][] = Object.entries(fullCatalogue);
const checks = globSync('suites/**/*.test.ts', { cwd: packageRoot })
  .map((file) => readFileSync(join(packageRoot, file), 'utf8'))
  .join('\n');
/** What the files say by which checks of forked histories are made. */
const decidedByScenarios = new Set(hostedScenarios().flatMap(({ decides }) => Object.values(decides).flat()));

test('knows hundreds of requirements', () => {
  expect(entries.length).toBeGreaterThan(200);
});

test.for(entries)('%s is complete', ([id, { level, since, text, anchor }]) => {
  expect(id).toMatch(/^(cs|ss|sr|rv|interop)(\.[A-Za-z0-9_-]+)+$/);
  expect(['MUST', 'SHOULD', 'MAY', 'DEFINED']).toContain(level);
  expect(since).toMatch(/^(r0|v1\.\d+)$/);
  expect(anchor).toMatch(/^\/(client-server-api|server-server-api|rooms|rooms\/v\d+|appendices)\/#\S+$/);
  // A clause, to be read after the check's title: no sentence with a full stop.
  expect(text).toMatch(/^[A-Za-z].*[^.]$/);
});

test.for(Object.entries(catalogue as Record<string, Requirement>))(
  '%s is decided by a check, or says why not',
  ([id, { notObservable }]) => {
    const isDecided = checks.includes(`'${id}'`) || decidedByScenarios.has(id) || id.startsWith('ss.emitted.');
    expect(isDecided).toBe(notObservable === undefined);
  },
);
