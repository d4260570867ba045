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
  /** Folders that are empty and in memory when it starts, beside those that the image names. */
  readonly inMemory: readonly string[];
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
  /** Whether it will be stopped and started again: what is in memory would be gone then. */
  readonly restarts: boolean;
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
    inMemory: [],
    signingKey: null,
    registration: { method: 'open' },
  };
}

/** Where a known homeserver finds its files, and writes. */
const folder = '/touchstone';
/** Where they lie until the folder is there, which an engine makes only when it starts the container. */
const givenFolder = '/touchstone-files';

async function officialStart(homeserver: Homeserver, options: ImageStartOptions): Promise<ImageStart> {
  const { serverName, clientUrl, certificateAuthority } = options;
  const signingKey = makeSigningKey();
  const prepared = await homeserver.prepare({
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
  const command = [prepared.command, ...prepared.arguments] as const;
  const filesIn = (place: string): Record<string, string> =>
    Object.fromEntries(Object.entries(prepared.files).map(([name, content]) => [`${place}/${name}`, content]));
  return {
    ...(options.restarts
      ? { files: filesIn(folder), command, inMemory: [] }
      : {
          files: filesIn(givenFolder),
          command: ['sh', '-c', `cp -R ${givenFolder}/. ${folder} && exec "$@"`, 'sh', ...command],
          inMemory: [folder],
        }),
    environment: prepared.environment,
    signingKey,
    registration: prepared.registration,
  };
}
