import { stringAt, test } from '../../harness/index.ts';
import { decides } from '../decides.ts';

const version = '/_matrix/federation/v1/version';

test('tells anybody its name and version', decides('ss.version.unauthenticated'), async ({ peer, expect }) => {
  const response = await peer.request('GET', version, { authorization: null });

  expect(response).toBeGranted();
  expect(stringAt(response.json, 'server', 'name')).not.toBe('');
  expect(stringAt(response.json, 'server', 'version')).not.toBe('');
});

test(
  'refuses what it does not know as unrecognized',
  decides('ss.errors.unknown-endpoint'),
  async ({ peer, expect }) => {
    expect(await peer.request('GET', '/_matrix/federation/v1/no_such_endpoint')).toBeMatrixError(404, 'M_UNRECOGNIZED');
    expect(await peer.request('DELETE', version)).toBeMatrixError(405, 'M_UNRECOGNIZED');
    expect(await peer.request('GET', version)).toBeGranted();
  },
);
