import { type Client, generateSigningKey, path, type Peer, signRequest, test } from '../../harness/index.ts';
import { decides } from '../decides.ts';

/** Statuses with which a request may be refused that is not signed as it has to be: the text gives none. */
const unauthenticated = [401, 403];

const profile = (user: Client): string => path`/_matrix/federation/v1/query/profile?user_id=${user.userId}`;
const keysQuery = '/_matrix/federation/v1/user/keys/query';
const keysOf = (user: Client) => ({ device_keys: { [user.userId]: [] } });

test(
  'refuses a request that its origin did not sign',
  decides('ss.auth.signature-required'),
  async ({ alice, peer, startPeer, expect }) => {
    const other = await startPeer();
    const forgeries = [
      { authorization: null },
      { key: { ...generateSigningKey(), keyId: peer.signingKey.keyId } },
      { key: generateSigningKey() },
      { origin: other.serverName },
    ];
    for (const forgery of forgeries) {
      expect(await peer.request('GET', profile(alice), forgery)).toBeRefused(unauthenticated);
    }
    expect(await peer.request('GET', profile(alice))).toBeGranted();
  },
);

test(
  'refuses a request that differs from what was signed',
  decides('ss.auth.signature-covers-request'),
  async ({ alice, bob, peer, expect }) => {
    const json = keysOf(alice);
    const others = [
      { method: 'PUT' },
      { uri: '/_matrix/federation/v1/user/keys/claim' },
      { uri: `${keysQuery}?x=y` },
      { content: keysOf(bob) },
    ];
    for (const signed of others) {
      expect(await peer.request('POST', keysQuery, { json, signed })).toBeRefused(unauthenticated);
    }
    expect(await peer.request('GET', profile(alice), { signed: { uri: profile(bob) } })).toBeRefused(unauthenticated);

    expect(await peer.request('POST', keysQuery, { json })).toBeGranted();
    expect(await peer.request('GET', profile(alice))).toBeGranted();
  },
);

test(
  'refuses a request for another destination with 401',
  decides('ss.auth.destination-mismatch'),
  async ({ alice, peer, expect }) => {
    expect(await peer.request('GET', profile(alice), { destination: peer.serverName })).toBeRefused(401);
    expect(await peer.request('GET', profile(alice))).toBeGranted();
  },
);

test(
  'accepts a request that names no destination',
  decides('ss.auth.destination-absent'),
  async ({ alice, peer, expect }) => {
    const authorization = header(peer, profile(alice)).replace(/destination="[^"]*",/, '');
    expect(await peer.request('GET', profile(alice), { authorization })).toBeGranted();
    expect(await peer.request('GET', profile(alice), { authorization: null })).toBeRefused(unauthenticated);
  },
);

test(
  'reads the Authorization header by its grammar',
  decides('ss.auth.header-grammar'),
  async ({ alice, peer, expect }) => {
    const spellings: ((written: string) => string)[] = [
      (written) =>
        written.replace(/X-Matrix (.*)/, (_, list: string) => `X-Matrix ${list.split(',').toReversed().join(',')}`),
      (written) => written.replaceAll(/(origin|destination|key|sig)=/g, (name) => name.toUpperCase()),
      (written) => written.replace('X-Matrix ', 'X-Matrix   '),
      (written) => written.replaceAll(',', ' \t, \t'),
      (written) => `${written},unknown="parameter",another=one`,
      (written) => written.replace(/key="ed25519/, String.raw`key="ed\25519`),
      (written) => written.replace(/sig="([^"]*)"/, 'sig=$1'),
    ];
    const target = tokenSigned(peer, profile(alice));
    for (const spell of spellings) {
      expect(await peer.request('GET', target, { authorization: spell(header(peer, target)) })).toBeGranted();
    }
    expect(await peer.request('GET', profile(alice), { authorization: null })).toBeRefused(unauthenticated);
  },
);

test(
  'reads values with colons that are not quoted',
  decides('ss.auth.header-colons'),
  async ({ alice, peer, expect }) => {
    const authorization = header(peer, profile(alice)).replaceAll(/(origin|destination|key)="([^"]*)"/g, '$1=$2');
    expect(await peer.request('GET', profile(alice), { authorization })).toBeGranted();
    expect(await peer.request('GET', profile(alice), { authorization: null })).toBeRefused(unauthenticated);
  },
);

/** The header of a GET request. */
function header(peer: Peer, uri: string): string {
  const { serverName: origin, targetName: destination } = peer;
  return signRequest({ method: 'GET', uri, origin, destination, content: undefined }, peer.signingKey);
}

/** A path whose signature is a token, so that it need not be quoted: no `/` among its 86 characters. */
function tokenSigned(peer: Peer, uri: string): string {
  const attempts = Array.from({ length: 100 }, (_, attempt) => `${uri}&attempt=${attempt}`);
  const found = attempts.find((attempt) => /sig="[^"/]*"/.test(header(peer, attempt)));
  if (found === undefined)
    throw new Error('No signature of a hundred is a token: the odds are 1 in 10^13, so look for a bug');
  return found;
}
