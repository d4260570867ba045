#!/usr/bin/env node
import module from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from '../target/cache-folder.ts';
import { whyNodeIsTooOld } from './node-version.ts';

const tooOld = whyNodeIsTooOld(process.versions.node);
if (tooOld === null) {
  // Compiling takes half of the time until a homeserver is started. The variable is for worker threads.
  process.env['NODE_COMPILE_CACHE'] ??= join(cacheFolder(), 'compiled');
  module.enableCompileCache();
  await import('./touchstone.ts');
} else {
  process.stderr.write(`touchstone: This is Node ${tooOld}\n`);
  process.exitCode = 3;
}
