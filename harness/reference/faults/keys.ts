import { generateSigningKey, verifyJson } from '../../protocol/signing.ts';
import { type ReadXMatrix, readXMatrix } from '../../protocol/x-matrix.ts';
import { answering, change, only, without } from '../../wire/doctors.ts';
import type { TargetMessage } from '../../wire/wire.ts';
import type { Fault } from '../fault.ts';
import { federationRules } from '../rules/federation.ts';
import { requestRules } from '../rules/requests.ts';

const keyServer = answering('GET', '/_matrix/key/v2/server');
const version = answering('GET', '/_matrix/federation/v1/version');
const refused = ({ status }: TargetMessage): boolean => status >= 400;

const keys: readonly Fault[] = [
  {
    id: 'keys.under-another-name',
    does: 'Publishes its keys under another name',
    breaks: ['ss.keys.published'],
    rules: { publishedName: (serverName) => `not-${serverName}` },
  },
  {
    id: 'keys.none',
    does: 'Publishes no keys',
    breaks: ['ss.keys.published', 'ss.keys.self-signed'],
    rules: { verifyKeys: () => ({}) },
  },
  {
    id: 'keys.not-unpadded',
    does: 'Publishes its key with padding',
    breaks: ['ss.keys.published', 'ss.schema.getServerKey'],
    rules: { verifyKeys: ({ keyId, publicKey }) => ({ [keyId]: { key: `${publicKey}=` } }) },
  },
  {
    id: 'keys.expired',
    does: 'Publishes keys that are valid no more',
    breaks: ['ss.keys.published', 'ss.keys.valid-for-an-hour'],
    rules: { keyValidityMs: -1000 },
  },
  {
    id: 'keys.valid-for-a-minute',
    does: 'Publishes keys that stay valid for a minute',
    breaks: ['ss.keys.valid-for-an-hour'],
    rules: { keyValidityMs: 60_000 },
  },
  {
    id: 'keys.one-that-does-not-sign',
    does: 'Publishes a key that did not sign what is published',
    breaks: ['ss.keys.self-signed'],
    rules: {
      verifyKeys: (signingKey) => ({
        ...federationRules.verifyKeys(signingKey),
        ...federationRules.verifyKeys(generateSigningKey()),
      }),
    },
  },
  {
    id: 'keys.unsigned',
    does: 'Publishes its keys without signatures',
    breaks: ['ss.keys.self-signed', 'ss.schema.getServerKey'],
    doctor: keyServer(without('signatures')),
  },
  {
    id: 'keys.wrong-signature',
    does: 'Publishes its keys with a signature that is none',
    breaks: ['ss.keys.self-signed'],
    doctor: keyServer(change(['signatures', '*', '*'], () => 'A'.repeat(86))),
  },
];

/** Reads only headers that fit a pattern. */
const demanding =
  (pattern: RegExp) =>
  (header: string): ReadXMatrix =>
    pattern.test(header) ? readXMatrix(header) : { valid: false, reason: 'it is not written as it should be' };

type VerifyRequest = typeof requestRules.verifyRequest;

/** Verifies requests as if they were others. */
const alsoAs = (...others: readonly Readonly<Record<string, string>>[]): VerifyRequest => {
  return (request, serverName, keyId, publicKey) => {
    const checks = [{}, ...others].map((other) =>
      verifyJson({ ...request, ...other }, serverName, keyId, publicKey, { strict: false }),
    );
    return checks.find(({ valid }) => valid) ?? checks[0] ?? { valid: false, reason: 'it was not verified' };
  };
};

const requests: readonly Fault[] = [
  {
    id: 'request.unsigned',
    does: 'Answers requests that do not say who asks',
    breaks: [
      'ss.auth.signature-required',
      'ss.auth.destination-absent',
      'ss.auth.header-grammar',
      'ss.auth.header-colons',
    ],
    rules: { originWithoutAuthorization: () => 'anybody.example' },
  },
  {
    id: 'request.any-signature',
    does: 'Does not verify the signatures of requests',
    breaks: ['ss.auth.signature-required', 'ss.auth.signature-covers-request'],
    rules: { verifyRequest: () => ({ valid: true }) },
  },
  {
    id: 'request.any-signature-with-a-body',
    does: 'Does not verify the signatures of requests that have a body',
    breaks: ['ss.auth.signature-covers-request'],
    rules: {
      verifyRequest: (request, ...rest) =>
        'content' in request ? { valid: true } : requestRules.verifyRequest(request, ...rest),
    },
  },
  {
    id: 'request.any-signature-without-a-body',
    does: 'Does not verify the signatures of requests without a body',
    breaks: ['ss.auth.signature-required', 'ss.auth.signature-covers-request'],
    rules: {
      verifyRequest: (request, ...rest) =>
        'content' in request ? requestRules.verifyRequest(request, ...rest) : { valid: true },
    },
  },
  {
    id: 'request.any-method',
    does: 'Verifies requests without a look at their methods',
    breaks: ['ss.auth.signature-covers-request'],
    rules: { verifyRequest: alsoAs(...['GET', 'PUT', 'POST'].map((method) => ({ method }))) },
  },
  {
    id: 'request.unknown-keys',
    does: 'Answers requests that are signed with a key that their server does not publish',
    breaks: ['ss.auth.signature-required'],
    rules: { acceptsUnknownKeys: true },
  },
  {
    id: 'request.any-destination',
    does: 'Answers requests that are meant for another server',
    breaks: ['ss.auth.destination-mismatch'],
    rules: { isForMe: () => true },
  },
  {
    id: 'request.forbids-other-destinations',
    does: 'Refuses requests that are meant for another server with 403',
    breaks: ['ss.auth.destination-mismatch'],
    doctor: only(
      refused,
      answering('GET', '/_matrix/federation/v1/query/profile')(({ json }) => ({ status: 403, json: json ?? null })),
    ),
  },
  {
    id: 'request.demands-a-destination',
    does: 'Refuses requests that name no destination',
    breaks: ['ss.auth.destination-absent'],
    rules: { isForMe: (destination, serverName) => destination === serverName },
  },
  {
    id: 'request.demands-an-order',
    does: 'Reads the parameters of the Authorization header in one order only',
    breaks: ['ss.auth.header-grammar'],
    rules: { readAuthorization: demanding(/origin.*key.*sig/is) },
  },
  {
    id: 'request.demands-lower-case',
    does: 'Knows the parameters of the Authorization header in lower case only',
    breaks: ['ss.auth.header-grammar'],
    rules: { readAuthorization: demanding(/origin=/) },
  },
  {
    id: 'request.demands-one-space',
    does: 'Reads an Authorization header with one space only',
    breaks: ['ss.auth.header-grammar'],
    rules: { readAuthorization: demanding(/^X-Matrix \S/) },
  },
  {
    id: 'request.demands-bare-commas',
    does: 'Reads no Authorization header with spaces around its commas',
    breaks: ['ss.auth.header-grammar'],
    rules: { readAuthorization: demanding(/^[^,]*[^ \t](,[^ \t,]+)*$/) },
  },
  {
    id: 'request.refuses-unknown-parameters',
    does: 'Reads no Authorization header with a parameter that it does not know',
    breaks: ['ss.auth.header-grammar'],
    rules: { readAuthorization: demanding(/^(?!.*unknown)/) },
  },
  {
    id: 'request.keeps-backslashes',
    does: 'Does not undo the backslashes in the Authorization header',
    breaks: ['ss.auth.header-grammar'],
    rules: { readAuthorization: demanding(/^[^\\]*$/) },
  },
  {
    id: 'request.demands-quotes',
    does: 'Reads quoted parameters of the Authorization header only',
    breaks: ['ss.auth.header-grammar'],
    rules: { readAuthorization: demanding(/sig="/i) },
  },
  {
    id: 'request.refuses-bare-colons',
    does: 'Refuses an Authorization header that has colons in values without quotes',
    breaks: ['ss.auth.header-colons'],
    rules: {
      readAuthorization: (header) => {
        const read = readXMatrix(header);
        const isLoose = read.valid && read.defects.some((defect) => defect.includes('not quoted'));
        return isLoose ? { valid: false, reason: 'a colon is not quoted' } : read;
      },
    },
  },
];

const surface: readonly Fault[] = [
  {
    id: 'version.for-signed-requests-only',
    does: 'Tells its version only to who signs the request',
    breaks: ['ss.version.unauthenticated', 'ss.errors.unknown-endpoint'],
    doctor: version({ status: 401, json: { errcode: 'M_UNAUTHORIZED', error: 'Not signed' } }),
  },
  {
    id: 'version.without-a-name',
    does: 'Tells its version and not its name',
    breaks: ['ss.version.unauthenticated'],
    doctor: version(without('server', 'name')),
  },
  {
    id: 'version.empty',
    does: 'Has a name and a version without a letter',
    breaks: ['ss.version.unauthenticated'],
    doctor: version({ json: { server: { name: '', version: '' } } }),
  },
  {
    id: 'endpoint.not-found',
    does: 'Answers M_NOT_FOUND to requests of other servers for an endpoint that it does not have',
    breaks: ['ss.errors.unknown-endpoint'],
    doctor: only(refused, answering('GET', '/_matrix/federation/v1/*')(change(['errcode'], () => 'M_NOT_FOUND'))),
  },
  {
    id: 'endpoint.wrong-method-not-found',
    does: 'Answers a method that an endpoint does not have with 404',
    breaks: ['ss.errors.unknown-endpoint'],
    doctor: only(
      ({ status }) => status === 405,
      answering('DELETE', '/_matrix/federation/v1/*')(({ json }) => ({ status: 404, json: json ?? null })),
    ),
  },
];

/** What the homeserver gets wrong of its keys, of requests by others, and of what it says to everybody. */
export const keyFaults: readonly Fault[] = [...keys, ...requests, ...surface];
