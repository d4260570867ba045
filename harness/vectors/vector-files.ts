import { authorizationVectorFiles } from './authorization-vectors.ts';
import { stateResolutionVectorFiles } from './state-resolution-vectors.ts';

import type { VectorFile } from './vector-file.ts';

/** All files of test vectors that are made from stories. Add a maker of further files here. */
export function vectorFiles(): VectorFile[] {
  return [...authorizationVectorFiles(), ...stateResolutionVectorFiles()];
}
