import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

/** Long enough for a few checks on a busy machine. */
const limitMs = 120_000;

test('a homeserver that takes any password is told by the check that decides it', { timeout: limitMs }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-faults-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = [join(import.meta.dirname, '../main.ts'), 'faults', 'login.takes-any-password', '--results', folder];
  const { status, stdout } = spawnSync(process.execPath, program, {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  expect(stdout).toContain(
    '  ✓ login.takes-any-password  client-server/login/refuses-a-wrong-password-and-an-unknown-user\n',
  );
  expect(stdout).toContain('1 faults caught, 0 survived, 0 with collateral failures\n1 trials in ');
  expect(status).toBe(0);
  const { faults, coverage } = JSON.parse(readFileSync(join(folder, 'faults.json'), 'utf8')) as {
    faults: unknown;
    coverage: unknown;
  };
  expect(faults).toMatchObject([{ id: 'login.takes-any-password', outcome: 'caught', collateral: [] }]);
  expect(coverage).toBeNull();
});
