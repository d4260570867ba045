import { stringsAt, test } from '../../harness/index.ts';
import { decides } from '../decides.ts';

test(
  'tells anybody which versions it supports',
  decides('cs.versions.unauthenticated'),
  async ({ stranger, expect }) => {
    const response = await stranger.request('GET', '/_matrix/client/versions', { authenticated: false });

    expect(response).toBeGranted();
    const versions = stringsAt(response.json, 'versions');
    expect(versions.length).toBeGreaterThan(0);
    for (const version of versions) expect(version).toMatch(/^(v\d+\.\d+|r\d+\.\d+\.\d+)$/);
  },
);
