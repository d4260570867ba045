import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { isIP, isIPv6 } from 'node:net';
import * as asn1 from 'asn1js';
import * as pki from 'pkijs';
import { algorithms, generateKeys, type KeyKind } from './authority-keys.ts';

/** Certificates live from yesterday (clocks of containers may be behind) to next week (no run lasts longer). */
const dayMs = 24 * 60 * 60 * 1000;
const notBefore = (): Date => new Date(Date.now() - dayMs);
const notAfter = (): Date => new Date(Date.now() + 7 * dayMs);

/** A certificate and its private key, both PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly privateKey: string;
}

/** The certificate authority of one run: the target trusts it, and every peer's certificate is signed by it. */
export interface CertificateAuthority extends Certificate {
  /**
   * Issues a certificate for a server.
   *
   * @param hosts host names and IP addresses, without ports; each becomes a subject alternative name
   */
  issue(hosts: readonly string[]): Promise<Certificate>;
}

/**
 * Makes a new certificate authority.
 *
 * Homeservers validate the certificate of the server they talk to
 * (https://spec.matrix.org/v1.19/server-server-api/#tls), so that peers need certificates that the target trusts.
 *
 * @param kind of the authority's key; the certificates that it issues have keys on an elliptic curve
 * @param making the authority's keys, where they are being made already
 */
export async function createCertificateAuthority(
  kind: KeyKind = 'ec',
  making: Promise<webcrypto.CryptoKeyPair> = generateKeys(kind),
): Promise<CertificateAuthority> {
  const keys = await making;
  const name = nameOf('Touchstone certificate authority of one run');
  const root = await certificateFor({ subject: name, issuer: name, publicKey: keys.publicKey });
  root.extensions = [
    extension(oids.basicConstraints, true, new pki.BasicConstraints({ cA: true })),
    extension(oids.keyUsage, true, keyUsageOfAuthorities),
    extension(oids.subjectKeyIdentifier, false, new asn1.OctetString({ valueHex: await root.getKeyHash() })),
  ];
  await root.sign(keys.privateKey, 'SHA-256');
  return authority(root, keys.privateKey, await exportPrivateKey(keys.privateKey));
}

/**
 * Uses a certificate authority that somebody else made, such as the one that an external target trusts.
 *
 * @param pem certificate and private key; elliptic curve P-256 or RSA
 * @throws {Error} if the private key is none, or another kind
 */
export async function loadCertificateAuthority(pem: Certificate): Promise<CertificateAuthority> {
  const key = createPrivateKey(pem.privateKey);
  const kind = key.asymmetricKeyType;
  if (kind !== 'ec' && kind !== 'rsa') throw new Error(`a certificate authority cannot have a key of the kind ${kind}`);
  const der = key.export({ format: 'der', type: 'pkcs8' });
  const signingKey = await webcrypto.subtle.importKey('pkcs8', der, algorithms[kind], true, ['sign']);
  return authority(pki.Certificate.fromBER(new X509Certificate(pem.certificate).raw), signingKey, pem.privateKey);
}

function authority(root: pki.Certificate, signingKey: webcrypto.CryptoKey, privateKey: string): CertificateAuthority {
  return {
    certificate: pemOf('CERTIFICATE', root.toSchema().toBER()),
    privateKey,
    async issue(hosts) {
      const keys = await generateKeys('ec');
      const subject = nameOf(hosts[0] ?? 'localhost');
      const leaf = await certificateFor({ subject, issuer: root.subject, publicKey: keys.publicKey });
      const authorityKey = new asn1.OctetString({ valueHex: await root.getKeyHash() });
      leaf.extensions = [
        extension(oids.basicConstraints, true, new pki.BasicConstraints({ cA: false })),
        extension(oids.extendedKeyUsage, false, new pki.ExtKeyUsage({ keyPurposes: [oids.server, oids.client] })),
        extension(oids.subjectAlternativeName, false, new pki.AltName({ altNames: hosts.map(alternativeName) })),
        extension(oids.authorityKeyIdentifier, false, new pki.AuthorityKeyIdentifier({ keyIdentifier: authorityKey })),
      ];
      await leaf.sign(signingKey, 'SHA-256');
      return {
        certificate: pemOf('CERTIFICATE', leaf.toSchema().toBER()),
        privateKey: await exportPrivateKey(keys.privateKey),
      };
    },
  };
}

/** Source: RFC 5280, sections 4.2.1 and A.1. */
const oids = {
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
} as const;

/** keyCertSign and cRLSign, bits 5 and 6 counted from the left: RFC 5280, section 4.2.1.3. */
const keyUsageOfAuthorities = new asn1.BitString({ valueHex: Uint8Array.of(0b0000_0110).buffer, unusedBits: 1 });

interface Naming {
  readonly subject: pki.RelativeDistinguishedNames;
  readonly issuer: pki.RelativeDistinguishedNames;
  readonly publicKey: webcrypto.CryptoKey;
}

/** A certificate that nobody has signed yet. */
async function certificateFor({ subject, issuer, publicKey }: Naming): Promise<pki.Certificate> {
  const certificate = new pki.Certificate({
    version: 2, // counted from 0
    serialNumber: new asn1.Integer({ valueHex: serialNumber() }),
    subject,
    issuer,
    notBefore: new pki.Time({ type: 0, value: notBefore() }),
    notAfter: new pki.Time({ type: 0, value: notAfter() }),
  });
  await certificate.subjectPublicKeyInfo.importKey(publicKey);
  return certificate;
}

function nameOf(commonName: string): pki.RelativeDistinguishedNames {
  const value = new asn1.Utf8String({ value: commonName });
  return new pki.RelativeDistinguishedNames({
    typesAndValues: [new pki.AttributeTypeAndValue({ type: oids.commonName, value })],
  });
}

function extension(extnID: string, critical: boolean, value: asn1.BaseBlock | pki.PkiObject): pki.Extension {
  const block = value instanceof pki.PkiObject ? (value.toSchema() as asn1.BaseBlock) : value;
  return new pki.Extension({ extnID, critical, extnValue: block.toBER() });
}

/** Kinds of names: RFC 5280, section 4.2.1.6. */
const [dnsName, ipAddress] = [2, 7] as const;

function alternativeName(host: string): pki.GeneralName {
  if (isIP(host) === 0) return new pki.GeneralName({ type: dnsName, value: host });
  const valueHex = Uint8Array.from(isIPv6(host) ? bytesOfIPv6(host) : host.split('.').map(Number)).buffer;
  return new pki.GeneralName({ type: ipAddress, value: new asn1.OctetString({ valueHex }) });
}

function bytesOfIPv6(address: string): number[] {
  // In the form that URLs have there is no IPv4 address in it.
  const [before = '', after = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [left, right] = [groupsOf(before), groupsOf(after)];
  const middle = Array.from({ length: 8 - left.length - right.length }, () => 0);
  return [...left, ...middle, ...right].flatMap((group) => [group >> 8, group & 0xff]);
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

async function exportPrivateKey(key: webcrypto.CryptoKey): Promise<string> {
  return pemOf('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', key));
}

function pemOf(label: string, der: ArrayBuffer): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .match(/.{1,64}/g);
  return `-----BEGIN ${label}-----\n${lines?.join('\n')}\n-----END ${label}-----\n`;
}

/** Random and positive: the leading 01 keeps the first bit clear. */
function serialNumber(): ArrayBuffer {
  return Uint8Array.of(1, ...webcrypto.getRandomValues(new Uint8Array(12))).buffer;
}
