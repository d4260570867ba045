import { expect, test } from 'vitest';
import { areWholeFiles, checkFiles, isOneFile } from './check-files.ts';

const all = ['suites/**/*.test.{ts,js}'];

test.for([
  { globs: [], files: all },
  { globs: ['client-server/login/**'], files: ['suites/client-server/login.test.{ts,js}'] },
  { globs: ['client-server/login'], files: ['suites/client-server/login.test.{ts,js}'] },
  {
    globs: ['client-server/login/a', 'client-server/login/b', '*/version*/**'],
    files: ['suites/client-server/login.test.{ts,js}', 'suites/*/version*.test.{ts,js}'],
  },
  { globs: ['server-server/**'], files: ['suites/server-server/*.test.{ts,js}'] },
  { globs: ['server-server/'], files: ['suites/server-server/*.test.{ts,js}'] },
  {
    globs: ['state-resolution/{gaps,verdicts}/{one,two}'],
    files: ['suites/state-resolution/{gaps,verdicts}.test.{ts,js}'],
  },
  // Wherever it may be decided.
  { globs: ['ss.pdu.*'], files: all },
  { globs: ['client-server'], files: all },
  { globs: ['client-server/login/**', 'cs.*'], files: all },
  { globs: ['**/login/**'], files: all },
  { globs: ['client-server/**login/x'], files: all },
  { globs: ['client-server/{login/**,logout/**}'], files: all },
  { globs: ['{client-server/login,server-server/keys}/**'], files: all },
  { globs: ['!client-server/login/**'], files: all },
  { globs: ['client-server/!(login)/**'], files: all },
])('$globs are looked for in $files', ({ globs, files }) => {
  expect(checkFiles(globs)).toEqual(files);
});

test.for([
  { globs: ['client-server/login/**'], one: true },
  { globs: ['client-server/login/a', 'client-server/login/b'], one: true },
  { globs: ['client-server/login', 'client-server/logout'], one: false },
  { globs: ['client-server/log*/**'], one: false },
  { globs: ['state-resolution/{gaps,verdicts}/**'], one: false },
  { globs: ['client-server/**'], one: false },
  { globs: ['ss.pdu.*'], one: false },
  { globs: [], one: false },
])('that $globs lie in one file is $one', ({ globs, one }) => {
  expect(isOneFile(globs)).toBe(one);
});

test.for([
  { globs: [], whole: true },
  { globs: ['client-server/login/**', 'server-server/keys', 'server-server/keys/'], whole: true },
  { globs: ['client-server/login/**', 'client-server/nothing/**'], whole: false },
  { globs: ['client-server/login/a-check'], whole: false },
  { globs: ['client-server/**', 'server-server/'], whole: true },
  { globs: ['nothing/**'], whole: false },
  { globs: ['client-server/*'], whole: false },
  { globs: ['client-server/../client-server/login'], whole: false },
])('that $globs are whole files is $whole', ({ globs, whole }) => {
  expect(areWholeFiles(globs)).toBe(whole);
});
