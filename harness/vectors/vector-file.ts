/** A file of test vectors that is made, not written by hand. */
export interface VectorFile {
  /** Below `fixtures/vectors/`, such as `authorization/room-version-1.json`. */
  readonly path: string;
  readonly text: string;
}
