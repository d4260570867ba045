#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from '../target/cache-folder.ts';

// Compiling takes half of the time until a homeserver is started. The variable is for worker threads.
process.env['NODE_COMPILE_CACHE'] ??= join(cacheFolder(), 'compiled');
enableCompileCache();
await import('./touchstone.ts');
