import type { TargetConnection } from '../../target/target.ts';
import { type Certificate, loadCertificateAuthority } from '../../wire/certificate-authority.ts';

/**
 * Issues the certificate of all peers of a run, for the names under which a target can reach this machine: they differ by port.
 *
 * @returns null where the target trusts no authority of which the key is known
 * @throws {Error} where the authority's key is none
 */
export async function issuePeerCertificate({
  certificateAuthority,
  peerHost,
}: TargetConnection): Promise<Certificate | null> {
  if (certificateAuthority === null) return null;
  const authority = await loadCertificateAuthority(certificateAuthority);
  return authority.issue([...(peerHost === undefined ? [] : [peerHost]), 'localhost', '127.0.0.1']);
}
