import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fullCatalogue } from '../run/checks/full-catalogue.ts';
import { matchesGlob } from '../run/checks/selection.ts';
import { beyondFaults } from './beyond-faults.ts';
import { faults, faultsByArea } from './faults.ts';
import { ownRules } from './rules.ts';

test('there are many faults, each with a name of its own', () => {
  expect(faults.length).toBeGreaterThanOrEqual(150);
  expect(new Set(faults.map(({ id }) => id)).size).toBe(faults.length);
});

test('an area is the file of its faults, so that a change of the file finds them', () => {
  const files = readdirSync(join(import.meta.dirname, 'faults')).map((file) => file.replace(/\.ts$/, ''));
  expect(Object.keys(faultsByArea).filter((area) => !files.includes(area))).toEqual([]);
});

test.for(faults.map((fault) => [fault.id, fault] as const))(
  '%s says in one sentence what it does, and does it in one way',
  ([id, fault]) => {
    expect(id).toMatch(/^[a-z0-9_]+([.-][a-z0-9_]+)*$/);
    expect(fault.does).toMatch(/^[A-Z].*[^.]$/s);
    expect([fault.rules, fault.oracle, fault.doctor].filter((way) => way !== undefined)).toHaveLength(1);
    expect(Object.keys(fault.rules ?? {}).filter((rule) => !Object.hasOwn(ownRules, rule))).toEqual([]);
  },
);

test.for(faults.map((fault) => [fault.id, fault.breaks] as const))(
  '%s breaks requirements that exist',
  ([, breaks]) => {
    expect(breaks.filter((id) => !Object.hasOwn(fullCatalogue, id))).toEqual([]);
    expect(new Set(breaks).size).toBe(breaks.length);
  },
);

test('what is beyond faults has a reason', () => {
  const ids = Object.keys(fullCatalogue);
  const unknown = Object.keys(beyondFaults).filter(
    (glob) => !glob.includes('/') && !ids.some((id) => matchesGlob(glob, id, [])),
  );
  expect(unknown).toEqual([]);
  expect(Object.values(beyondFaults).filter((reason) => reason.length < 20)).toEqual([]);
});
