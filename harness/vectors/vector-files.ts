import { authorizationVectorFiles } from './authorization-vectors.ts';
import { stateResolutionVectorFiles } from './state-resolution-vectors.ts';

/** A file of test vectors that is made, not written by hand. */
export interface VectorFile {
  /** Below `fixtures/vectors/`, such as `authorization/room-version-1.json`. */
  readonly path: string;
  readonly text: string;
}

/** All files of test vectors that are made from stories. Add a maker of further files here. */
export function vectorFiles(): VectorFile[] {
  return [...authorizationVectorFiles(), ...stateResolutionVectorFiles()];
}
