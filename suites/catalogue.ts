import { clientServer } from './client-server/requirements.ts';
import { interoperability } from './interoperability/requirements.ts';
import { roomVersionRequirements } from './room-versions/requirements.ts';
import { serverServer } from './server-server/requirements.ts';
import { stateResolution } from './state-resolution/requirements.ts';

/** Every requirement that checks name. */
export const catalogue = {
  ...clientServer,
  ...serverServer,
  ...stateResolution,
  ...roomVersionRequirements,
  ...interoperability,
};
