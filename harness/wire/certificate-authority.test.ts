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

test('what it issues is for what its names say, and is from it', async () => {
  const authority = await createCertificateAuthority();
  const hosts = ['hs.example.org', '192.0.2.1', '2001:db8::1:0', '::ffff:192.0.2.2', '2001:db8:1:2:3:4:5:6'];
  const root = new X509Certificate(authority.certificate);
  const issued = new X509Certificate((await authority.issue(hosts)).certificate);
  expect(hosts.slice(1).map((host) => issued.checkIP(host))).toEqual(hosts.slice(1));
  expect(issued.checkHost('hs.example.org')).toBe('hs.example.org');
  expect(issued.checkHost('other.example.org')).toBeUndefined();
  expect(issued.checkIP('192.0.2.3')).toBeUndefined();
  expect(issued.checkIssued(root)).toBe(true);
  expect([root.ca, issued.ca]).toEqual([true, false]);
  expect(root.verify(root.publicKey)).toBe(true);
  expect(issued.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  expect(issued.validFromDate.getTime()).toBeLessThan(Date.now());
  expect(issued.validToDate.getTime()).toBeGreaterThan(Date.now());
});
