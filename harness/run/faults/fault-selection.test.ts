import { expect, test } from 'vitest';
import type { Fault } from '../../reference/fault.ts';
import { ConfigurationError } from '../../target/errors.ts';
import { selectFaults } from './fault-selection.ts';

const faults: readonly Fault[] = [
  { id: 'receipt.takes-all', does: 'It errs', breaks: ['ss.pdu.signature', 'ss.pdu.hash'] },
  { id: 'login.takes-all', does: 'It errs', breaks: ['cs.login.password'] },
];
const checks = [
  { id: 'server-server/pdu/drops', title: 'drops', requirements: ['ss.pdu.hash'], roomVersions: [] },
  { id: 'client-server/login/refuses', title: 'refuses', requirements: ['cs.login.password'], roomVersions: [] },
];

function selected(...globs: readonly string[]): string[] {
  return selectFaults(globs, faults, checks).map(({ id }) => id);
}

test.for([
  ['by its id', 'receipt.takes-all'],
  ['by a glob of ids', 'receipt.*'],
  ['by a requirement that it breaks', 'ss.pdu.signature'],
  ['by a check that decides one', 'server-server/pdu/drops'],
  ['by a section of checks', 'server-server'],
] as const)('selects a fault %s', ([, glob]) => {
  expect(selected(glob)).toEqual(['receipt.takes-all']);
});

test('selects by any of the globs, and all where there is none', () => {
  expect(selected('login.*', 'ss.*')).toHaveLength(2);
  expect(selected()).toHaveLength(2);
});

test('refuses a glob that names nothing', () => {
  expect(() => selected('login.*', 'loginn.*')).toThrow(ConfigurationError);
  expect(() => selected('loginn.*')).toThrow('loginn.* names no fault');
});
