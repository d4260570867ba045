import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { createCertificateAuthority, loadCertificateAuthority } from './certificate-authority.ts';

test('issues certificates for names and addresses that the authority vouches for', async () => {
  const authority = await createCertificateAuthority();
  const issued = new X509Certificate((await authority.issue(['localhost', '127.0.0.1'])).certificate);
  expect(issued.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
  expect(issued.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
});

test('does not vouch for the certificates of another authority', async () => {
  const [ours, theirs] = [await createCertificateAuthority(), await createCertificateAuthority()];
  const issued = new X509Certificate((await theirs.issue(['localhost'])).certificate);
  expect(issued.verify(new X509Certificate(ours.certificate).publicKey)).toBe(false);
});

test('goes on with an authority that was made elsewhere', async () => {
  const first = await createCertificateAuthority();
  const again = await loadCertificateAuthority(first);
  const issued = new X509Certificate((await again.issue(['localhost'])).certificate);
  expect(issued.verify(new X509Certificate(first.certificate).publicKey)).toBe(true);
});

test('has an RSA key where somebody must sign with it, and issues the same certificates', async () => {
  const first = await createCertificateAuthority('rsa');
  const again = await loadCertificateAuthority(first);
  const issued = new X509Certificate((await again.issue(['localhost'])).certificate);
  const { publicKey } = new X509Certificate(first.certificate);
  expect(publicKey.asymmetricKeyType).toBe('rsa');
  expect(issued.verify(publicKey)).toBe(true);
  expect(issued.publicKey.asymmetricKeyType).toBe('ec');
});

test('takes a private key in any PEM form', async () => {
  const made = await createCertificateAuthority('rsa');
  const privateKey = createPrivateKey(made.privateKey).export({ format: 'pem', type: 'pkcs1' }).toString();
  expect(privateKey).toContain('BEGIN RSA PRIVATE KEY');
  const again = await loadCertificateAuthority({ certificate: made.certificate, privateKey });
  const issued = new X509Certificate((await again.issue(['localhost'])).certificate);
  expect(issued.verify(new X509Certificate(made.certificate).publicKey)).toBe(true);
});
