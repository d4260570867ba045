import { expect, test } from 'vitest';
import { checkId } from './check-id.ts';

test.for([
  'suites/client-server/login.test.ts',
  '/home/me/project/suites/client-server/login.test.ts',
  '/home/me/suites/node_modules/matrix-touchstone/dist/suites/client-server/login.test.js',
  String.raw`C:\project\suites\client-server\login.test.ts`,
])('makes the same id in %s', (file) => {
  expect(checkId(file, 'Refuses a wrong password (403, `M_FORBIDDEN`)')).toBe(
    'client-server/login/refuses-a-wrong-password-403-m-forbidden',
  );
});

test('says where checks belong', () => {
  expect(() => checkId('harness/run/checks/check-id.test.ts', 'x')).toThrow('suites/<api>/<section>.test.ts');
});
