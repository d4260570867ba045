import { NotApplicable } from '../wire/errors.ts';

/** The passwords of accounts that were given, by localpart; null where it was not. */
const given = new Map<string, string | null>();

/** The password of a user of the harness: the checks of login need it. @throws NotApplicable where an account came without one */
export function passwordOf(localpart: string): string {
  const password = given.get(localpart);
  if (password === null)
    throw new NotApplicable(`it logs in with a password, and the configuration gives none of ${localpart}`);
  return password ?? `password of ${localpart}`;
}

/** Keeps what is known of an account that was given. */
export function rememberPassword(localpart: string, password: string | null): void {
  given.set(localpart, password);
}
