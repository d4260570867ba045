import { readFileSync, globSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** What each room of the house may import besides itself: imports point one way. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'harness/protocol': [],
  'harness/wire': ['harness/protocol'],
  'harness/event-graph': ['harness/protocol'],
  'harness/benchmark': ['harness/protocol', 'harness/event-graph', 'harness/wire', 'harness/target'],
  'harness/vectors': ['harness/protocol', 'harness/event-graph'],
  // It starts the reference homeserver, by the entry of a thread.
  'harness/target': ['harness/homeservers', 'harness/reference'],
  'harness/homeservers': ['harness/target'],
  'harness/client': ['harness/protocol', 'harness/wire', 'harness/target'],
  'harness/peer': ['harness/protocol', 'harness/wire', 'harness/target', 'harness/event-graph'],
  'harness/stage': [
    'harness/protocol',
    'harness/wire',
    'harness/target',
    'harness/event-graph',
    'harness/client',
    'harness/peer',
  ],
  'harness/reference': ['harness/protocol', 'harness/wire', 'harness/event-graph', 'harness/vectors'],
  'harness/run': [
    'harness/reference',
    'harness/protocol',
    'harness/wire',
    'harness/target',
    'harness/homeservers',
    'harness/event-graph',
    'harness/client',
    'harness/peer',
    'harness/stage',
    'suites',
    'reports',
  ],
  reports: [],
  suites: ['harness/index.ts', 'harness/forks.ts', 'harness/stories.ts', 'harness/doctoring.ts'],
};

/** The files that only tests load may look wherever they need. */
const isTestFile = (file: string): boolean =>
  /\.test\.ts$|test-support|testing-/.test(file) && !file.startsWith('suites/');

function roomOf(file: string): string {
  const parts = file.split('/');
  return parts[0] === 'suites' || parts[0] === 'reports'
    ? parts[0]
    : parts.length === 2
      ? file
      : parts.slice(0, 2).join('/');
}

function importsOf(file: string): string[] {
  const specifiers = readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import) '(\.[^']+)'/g);
  return [...specifiers].map(([, specifier = '']) => relative(root, join(root, dirname(file), specifier)));
}

const files = globSync(['harness/*/**/*.ts', 'suites/**/*.ts', 'reports/**/*.ts'], { cwd: root }).filter(
  (file) => !isTestFile(file),
);

test('sees the code', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(importsOf('suites/decides.ts').map(roomOf)).toEqual(['harness/index.ts', 'suites']);
});

test.for(files)('%s imports only what its place in the house allows', (file) => {
  const room = roomOf(file);
  const foreign = importsOf(file)
    .filter((imported) => imported !== 'harness/package-root.ts')
    .filter((imported) => roomOf(imported) !== room && !(allowed[room] ?? []).includes(roomOf(imported)));
  expect(foreign).toEqual([]);
});
