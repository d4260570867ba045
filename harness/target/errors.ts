/** The target could not do its work: it did not start, did not get ready, or died. The run ends with exit status 3. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}

/** Something that the user can mend; the message says how. The run ends with exit status 2. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** What the machine that runs a target cannot do, such as pause a container: whoever needs it does without, and says why. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
}
