import { parse, stringify } from 'yaml';
import { prepareDendrite } from './dendrite-configuration.ts';
import type { Prepared, PrepareOptions } from './homeserver.ts';
import { prepareSynapse } from './synapse-configuration.ts';

/** What a start script puts in when the container starts; the last one is a list. */
const placeholders = { serverName: '@SERVER_NAME@', host: '@HOST@', applicationServices: '@APPLICATION_SERVICES@' };

/** The secret with which tests register administrators, by Complement's contract. */
const registrationSecret = 'complement';

/** The configuration of our Synapse image: that of a process of this project, and what Complement's contract asks for. */
export function synapseImageFiles(): Record<string, string> {
  const { files } = prepareImage(prepareSynapse);
  const configuration = parse(files['homeserver.yaml'] ?? '') as object;
  return {
    'homeserver.yaml': write({
      ...configuration,
      registration_shared_secret: registrationSecret,
      app_service_config_files: placeholders.applicationServices,
    }),
    'log.yaml': files['log.yaml'] ?? '',
  };
}

/** The configuration of our Dendrite image: that of a process of this project, and what Complement's contract asks for. */
export function dendriteImageFiles(): Record<string, string> {
  const { files } = prepareImage(prepareDendrite);
  const configuration = parse(files['dendrite.yaml'] ?? '') as { client_api: object };
  return {
    'dendrite.yaml': write({
      ...configuration,
      client_api: { ...configuration.client_api, registration_shared_secret: registrationSecret },
      app_service_api: { config_files: placeholders.applicationServices },
    }),
  };
}

function prepareImage(prepare: (options: PrepareOptions) => Prepared): Prepared {
  return prepare({
    installation: { version: '', program: '', from: 'image' },
    folder: '/homeserver',
    serverName: placeholders.serverName,
    clientUrl: `http://${placeholders.host}:8008`,
    address: '0.0.0.0',
    clientPort: 8008,
    federationPort: 8448,
    // The start script makes them.
    signingKey: { version: '', seed: '', publicKey: '' },
    certificateAuthority: '',
    certificate: { certificate: '', privateKey: '' },
  });
}

function write(configuration: object): string {
  return stringify(configuration, {
    aliasDuplicateObjects: false,
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'PLAIN',
  });
}
