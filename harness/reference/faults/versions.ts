import { answering, change } from '../../wire/doctors.ts';
import type { Fault } from '../fault.ts';

const versions = answering('GET', '/_matrix/client/versions');

/** https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientversions */
export const versionFaults: readonly Fault[] = [
  {
    id: 'versions.needs-a-token',
    does: 'Tells its versions only to users',
    breaks: ['cs.versions.unauthenticated'],
    doctor: versions({ status: 401, json: { errcode: 'M_MISSING_TOKEN', error: 'There is no access token' } }),
  },
  {
    id: 'versions.tells-none',
    does: 'Tells an empty list of versions',
    breaks: ['cs.versions.unauthenticated'],
    doctor: versions(change(['versions'], () => [])),
  },
  {
    id: 'versions.no-list',
    does: 'Tells its features, but no versions',
    breaks: ['cs.schema.getVersions', 'cs.versions.unauthenticated'],
    doctor: versions({ json: { unstable_features: {} } }),
  },
  {
    id: 'versions.tells-numbers',
    does: 'Tells its versions as numbers',
    breaks: ['cs.schema.getVersions', 'cs.versions.unauthenticated'],
    doctor: versions(change(['versions'], () => [1.1, 1.2])),
  },
  {
    id: 'versions.tells-names-of-its-own',
    does: 'Tells versions that are not among those of the specification',
    breaks: ['cs.versions.unauthenticated'],
    doctor: versions(change(['versions'], () => ['1.19'])),
  },
];
