/**
 * What a homeserver may or may not offer without breaking the specification: the closed vocabulary in which a target
 * declares itself. The runner decides from it which checks apply; everything that is not here is not optional.
 */
export const features = {
  guests: 'guest accounts can be registered and can join rooms that allow them',
  'open-registration': 'anybody can register an account with no more than the dummy stage',
  'refresh-tokens': 'access tokens expire and can be refreshed',
  'login-tokens': 'a logged-in client can ask for a token that logs another one in',
  knocking: 'users can knock on rooms, locally and over federation',
  search: 'full-text search of room events',
  'user-directory': 'search of the users whom a user may know',
  'public-rooms-without-token': 'the public room directory answers without an access token',
  'public-rooms-over-federation': 'the public room directory answers other homeservers',
  'url-previews': 'previews of web pages',
  presence: 'presence is kept and sent',
  turn: 'credentials for a TURN server are handed out',
  email: 'mail can be sent to validate addresses',
} as const;

/** One word of the vocabulary. */
export type Feature = keyof typeof features;

/**
 * Tells whether a word is in the vocabulary.
 *
 * @param word what a configuration file or an adapter declares
 */
export function isFeature(word: string): word is Feature {
  return Object.hasOwn(features, word);
}
