import { defineConfig } from 'vitest/config';

/** The project's own unit tests. The checks in suites/ are run by `touchstone run`, never from here. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['harness/**/*.test.ts', 'reports/**/*.test.ts'],
    allowOnly: false,
    retry: 0,
    passWithNoTests: false,
    // Some units start processes, which takes its time on a machine that does other things, too.
    testTimeout: 30_000,
    // The units share nothing but modules, so that workers need not start afresh for each file.
    isolate: false,
    expect: { requireAssertions: true },
  },
});
