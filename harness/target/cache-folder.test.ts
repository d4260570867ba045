import { expect, test } from 'vitest';
import { cacheFolder } from './cache-folder.ts';

test.for([
  { environment: {}, platform: 'linux', folder: '/home/a/.cache/touchstone' },
  { environment: {}, platform: 'darwin', folder: '/home/a/Library/Caches/touchstone' },
  { environment: { XDG_CACHE_HOME: '/big' }, platform: 'linux', folder: '/big/touchstone' },
  { environment: { XDG_CACHE_HOME: 'relative' }, platform: 'linux', folder: '/home/a/.cache/touchstone' },
] as const)('is $folder on $platform with $environment', ({ environment, platform, folder }) => {
  expect(cacheFolder(environment, platform, '/home/a')).toBe(folder);
});
