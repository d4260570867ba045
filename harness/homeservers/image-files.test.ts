import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../package-root.ts';
import { emptyDatabase } from './dendrite-configuration.ts';
import { dendriteImageFiles, synapseImageFiles } from './image-files.ts';

const images = join(packageRoot, 'harness/homeservers/images');

describe.each([
  ['synapse', synapseImageFiles()],
  ['dendrite', dendriteImageFiles()],
])('the image of %s', (name, files) => {
  // Where a configuration changed: npx vitest run --config harness/vitest.config.ts image-files -u
  test.each(Object.entries(files))('has the configuration of a process, %s', async (file, text) => {
    await expect(text).toMatchFileSnapshot(join(images, name, file));
  });

  test('copies all that it starts with', () => {
    const dockerfile = readFileSync(join(images, name, 'Dockerfile'), 'utf8');
    for (const file of [...Object.keys(files), 'start.sh'])
      expect(/^COPY (.*)$/m.exec(dockerfile)?.[1]).toContain(file);
  });

  test('puts in all that its configuration leaves open', () => {
    const script = readFileSync(join(images, name, 'start.sh'), 'utf8');
    const open = new Set(Object.values(files).flatMap((text) => text.match(/@[A-Z_]+@/g) ?? []));
    expect([...open].toSorted()).toEqual(['@APPLICATION_SERVICES@', '@HOST@', '@SERVER_NAME@']);
    for (const placeholder of open) expect(script).toContain(placeholder);
  });
});

test('the databases that the script of Dendrite makes are those of a process', () => {
  const script = readFileSync(join(images, 'dendrite/start.sh'), 'utf8');
  const [made] = /^empty_database\(\) \{\n(?:.*\n)*?\}\n/m.exec(script) ?? [''];
  expect(execFileSync('sh', ['-c', `${made}\nempty_database`]).toString('latin1')).toBe(emptyDatabase);
});
