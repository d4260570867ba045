import { beforeAll, describe, expect, test } from 'vitest';
import { createCertificateAuthority } from '../wire/certificate-authority.ts';
import { ConfigurationError } from './errors.ts';
import type { IssuingAuthority } from './process/process-target.ts';
import { chooseInstallation, parseTarget, startTarget, type TargetOptions } from './start-target.ts';
import { fakeHomeserver, fakeInstallation } from './testing/fake-homeserver.ts';

const older = { ...fakeInstallation, version: '1.9.0' };
const fake = fakeHomeserver('serve', [fakeInstallation, older]);
const nothingInstalled = fakeHomeserver();

describe('the name of a target', () => {
  test.for([
    { target: 'fake', version: undefined },
    { target: 'fake@1.9.0', version: '1.9.0' },
  ])('$target is the homeserver fake in version $version', ({ target, version }) => {
    expect(parseTarget(target, [fake])).toEqual({ homeserver: fake, version });
  });

  test.for([
    {
      target: 'fak',
      message:
        'There is no target "fak" (did you mean fake?). Known targets: embedded; fake, each with @VERSION if you like; image:NAME:TAG of a container image; and any URL such as https://matrix.example.org.',
    },
    { target: 'other@1', message: 'There is no target "other". Known targets: embedded; fake, each' },
    { target: 'fake@', message: '"fake@" ends before its version. Write it, or leave the @ out.' },
  ])('$target is refused', ({ target, message }) => {
    expect(() => parseTarget(target, [fake])).toThrow(message);
    expect(() => parseTarget(target, [fake])).toThrow(ConfigurationError);
  });
});

describe('what is started', () => {
  test.for([
    { version: undefined, program: undefined, chosen: '2.0.0' },
    { version: '1.9.0', program: undefined, chosen: '1.9.0' },
    { version: undefined, program: '/own', chosen: '2.1.0' },
  ])('is $chosen for version $version and program $program', async ({ version, program, chosen }) => {
    expect(await chooseInstallation({ homeserver: fake, version }, program, '/cache')).toMatchObject({
      version: chosen,
    });
  });

  test.for([
    {
      homeserver: nothingInstalled,
      version: undefined,
      program: undefined,
      message: 'Fake Homeserver is not installed. Run: touchstone target install fake',
    },
    {
      homeserver: fake,
      version: '3.0.0',
      program: undefined,
      message:
        'Fake Homeserver 3.0.0 is not installed. Installed are: 2.0.0, 1.9.0. Run: touchstone target install fake@3.0.0',
    },
    {
      homeserver: fake,
      version: '1.9.0',
      program: '/own',
      message: '--program says what is started: leave @1.9.0 out of --target.',
    },
  ])('is not there: $message', async ({ homeserver, version, program, message }) => {
    await expect(chooseInstallation({ homeserver, version }, program, '/cache')).rejects.toThrow(
      new ConfigurationError(message),
    );
  });
});

describe('options that contradict each other', () => {
  let certificateAuthority: IssuingAuthority;
  beforeAll(async () => {
    certificateAuthority = await createCertificateAuthority();
  });

  test.for([
    {
      options: { target: 'https://example.org', program: '/own' },
      message: '--program starts a homeserver, and --target https://example.org runs already. Leave one out.',
    },
    {
      options: { target: 'synapse', configurationFile: 'c.json' },
      message:
        'The configuration file c.json is for a homeserver that runs already; --target synapse is started, and needs none. Leave it out, or name a URL as target.',
    },
    {
      options: { target: 'image:some', program: '/own' },
      message: '--program /own is started on this machine, and --target image:some in a container. Leave one out.',
    },
    {
      options: { target: 'image:' },
      message: '--target image: ends before the name of an image: write image:NAME or image:NAME:TAG.',
    },
    {
      options: { target: 'embedded', features: ['presence'] },
      message: '--features are of a homeserver in an image. What embedded offers is known: leave them out.',
    },
    {
      options: { target: 'synapse', peerHost: 'here' },
      message: '--peer-host is for homeservers elsewhere, and --target synapse runs on this machine. Leave it out.',
    },
  ] satisfies { options: Partial<TargetOptions> & { target: string }; message: string }[])(
    '$message',
    async ({ options, message }) => {
      await expect(startTarget({ timeoutFactor: 1, certificateAuthority, ...options })).rejects.toThrow(
        new ConfigurationError(message),
      );
    },
  );
});
