import { createPrivateKey } from 'node:crypto';
import type { Homeserver } from '../../homeservers/homeserver.ts';
import { knownHomeservers } from '../../homeservers/known-homeservers.ts';
import type { IssuingAuthority } from '../process/process-target.ts';
import { makeSigningKey, type SigningKey } from '../signing-key.ts';
import type { Registration } from '../target.ts';

/** In a container, a homeserver listens for clients and for other homeservers on these. Source: Complement's README */
export const containerPorts = { client: 8008, federation: 8448 } as const;

/** How a homeserver is started from an image. */
export interface ImageStart {
  /** The files that it finds, by their absolute path in the container. */
  readonly files: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** What is started; what the image says where it is left out. */
  readonly command?: readonly [string, ...string[]];
  /** The key that it was given; null where it makes its own. */
  readonly signingKey: SigningKey | null;
  readonly registration: Registration;
}

/** What an image is started with. */
export interface ImageStartOptions {
  readonly image: string;
  readonly serverName: string;
  /** Where clients reach it, without a slash at its end. */
  readonly clientUrl: string;
  readonly certificateAuthority: IssuingAuthority;
}

/**
 * Says how an image is started: the official image of a known homeserver with the files that it would be given as a process, any other
 * by the contract of Complement's images.
 */
export async function imageStart(options: ImageStartOptions): Promise<ImageStart> {
  const maker = knownHomeservers.find(({ officialImage }) => officialImage.names.test(options.image));
  return maker ? officialStart(maker, options) : contractStart(options);
}

/**
 * The image knows its server name from the environment, trusts an authority whose key it is given, and issues its own certificate.
 *
 * https://github.com/matrix-org/complement#image-requirements
 */
function contractStart({ serverName, certificateAuthority }: ImageStartOptions): ImageStart {
  // The form that the authority's key has in Complement, and that some images can read only.
  const privateKey = createPrivateKey(certificateAuthority.privateKey).export({ type: 'pkcs1', format: 'pem' });
  return {
    files: {
      '/complement/ca/ca.crt': certificateAuthority.certificate,
      '/complement/ca/ca.key': privateKey.toString(),
    },
    environment: { SERVER_NAME: serverName },
    signingKey: null,
    registration: { method: 'open' },
  };
}

/** Where the files of a known homeserver are, and what it writes. */
const folder = '/touchstone';

async function officialStart(homeserver: Homeserver, options: ImageStartOptions): Promise<ImageStart> {
  const { serverName, clientUrl, certificateAuthority } = options;
  const signingKey = makeSigningKey();
  const prepared = homeserver.prepare({
    installation: { version: options.image, program: homeserver.officialImage.program, from: 'image' },
    folder,
    serverName,
    clientUrl,
    address: '0.0.0.0',
    clientPort: containerPorts.client,
    federationPort: containerPorts.federation,
    signingKey,
    certificateAuthority: certificateAuthority.certificate,
    certificate: await certificateAuthority.issue([serverName]),
  });
  return {
    files: Object.fromEntries(Object.entries(prepared.files).map(([name, content]) => [`${folder}/${name}`, content])),
    environment: prepared.environment,
    command: [prepared.command, ...prepared.arguments],
    signingKey,
    registration: prepared.registration,
  };
}
