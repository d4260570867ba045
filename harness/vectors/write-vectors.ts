import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { vectorFiles } from './vector-files.ts';

// `node harness/vectors/write-vectors.ts`: writes the test vectors anew. A test tells when they are not what is made.
for (const { path, text } of vectorFiles()) {
  const file = fileURLToPath(new URL(`../../fixtures/vectors/${path}`, import.meta.url));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
