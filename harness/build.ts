import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';
import { type LicenseInfo, licensePlugin } from 'rolldown-license-plugin';
import { packageRoot } from './package-root.ts';

/** What others import or start, and what is named to Node or vitest by its file (`programFile`). All else becomes part of them. */
const entries = [
  'harness/index',
  'harness/run/main',
  'harness/run/checks/await-briefing',
  'harness/target/containers/reaper',
  'harness/target/embedded/embedded-thread',
  'harness/target/process/guardian',
  ...globSync('suites/**/*.{test,doctored}.ts', { cwd: packageRoot }).map((file) => file.replace(/\.ts$/, '')),
];

/** What may be built in: by licences that ask for their text, and for nothing of ours. */
const permissive = /^\(?(0BSD|Apache-2\.0|BlueOak-1\.0\.0|BSD-[23]-Clause|CC0-1\.0|ISC|MIT|Unlicense)( OR .*)?\)?$/;

const { dependencies } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};

// What an installed package runs: Node strips no types under node_modules, and loads a few large files in half the time of a thousand
// small ones. Packages are built in, with their licences, unless they are dependencies of ours.
await build({
  cwd: packageRoot,
  platform: 'node',
  input: Object.fromEntries(entries.map((name) => [name, `${name}.ts`])),
  external: (id) =>
    Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`)) || id.endsWith('.node'),
  output: {
    dir: 'dist',
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // Packages that are CommonJS look for their files there.
    banner: 'const { dirname: __dirname, filename: __filename } = import.meta;',
  },
  plugins: [
    licensePlugin({
      allow: ({ license }) => permissive.test(license),
      failOnViolation: true,
      failOnUnlicensed: true,
      done: (packages, { emitFile }) => {
        emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: packages.map(licenseOf).join('\n') });
      },
    }),
  ],
});

function licenseOf({ name, version, license, licenseText }: LicenseInfo): string {
  return `${name} ${version}: ${license}\n\n${licenseText.trim()}\n`;
}
