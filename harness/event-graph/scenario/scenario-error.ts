/** A scenario that cannot be used as it is written; the message quotes the line and says what to do. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}
