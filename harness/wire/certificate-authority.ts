import 'reflect-metadata'; // the X.509 library's dependency injection needs it loaded first
import { createPrivateKey, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
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

x509.cryptoProvider.set(webcrypto);

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
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=Touchstone certificate authority of one run',
    notBefore: notBefore(),
    notAfter: notAfter(),
    keys,
    signingAlgorithm: algorithms[kind],
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return authority(root, kind, keys.privateKey, await exportPrivateKey(keys.privateKey));
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
  return authority(new x509.X509Certificate(pem.certificate), kind, signingKey, pem.privateKey);
}

function authority(
  root: x509.X509Certificate,
  kind: KeyKind,
  signingKey: webcrypto.CryptoKey,
  privateKey: string,
): CertificateAuthority {
  return {
    certificate: root.toString('pem'),
    privateKey,
    async issue(hosts) {
      const keys = await generateKeys('ec');
      const leaf = await x509.X509CertificateGenerator.create({
        serialNumber: serialNumber(),
        subject: `CN=${hosts[0] ?? 'localhost'}`,
        issuer: root.subject,
        notBefore: notBefore(),
        notAfter: notAfter(),
        publicKey: keys.publicKey,
        signingKey,
        signingAlgorithm: algorithms[kind],
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
          new x509.SubjectAlternativeNameExtension(
            hosts.map((host) => ({ type: isIP(host) ? 'ip' : 'dns', value: host })),
          ),
          await x509.AuthorityKeyIdentifierExtension.create(root.publicKey),
        ],
      });
      return { certificate: leaf.toString('pem'), privateKey: await exportPrivateKey(keys.privateKey) };
    },
  };
}

async function exportPrivateKey(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

/** Random and positive: the leading 01 keeps the first bit clear. */
function serialNumber(): string {
  return `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(12))).toString('hex')}`;
}
