/**
 * What a check may leave behind or stir up besides rooms and messages of its own: the closed vocabulary in which a check declares
 * it (`touches`), and in which whoever runs a homeserver says what must stay as it is (`untouched`).
 */
export const touches = {
  registration: 'accounts are made, those of guests included',
  deactivation: 'accounts are deactivated',
  passwords: 'passwords of accounts are changed',
  profiles: 'display names, avatars and other fields of profiles are changed',
  settings: 'account data, push rules and pushers are changed',
  sessions: 'sessions are ended and devices are deleted',
  'encryption-keys': 'keys of devices and users, and backups of keys, are uploaded or deleted',
  addresses: 'e-mail addresses and phone numbers of accounts are added or removed',
  mail: 'mail and text messages are sent',
  'room-directory': 'rooms are shown in the public directory, or no longer',
  'room-aliases': 'aliases of rooms are made or removed',
  media: 'files are uploaded',
  reports: 'users, rooms and events are reported to the moderators',
  federation: 'other homeservers ask the homeserver, and it asks others',
} as const;

/** One word of the vocabulary. */
export type Touch = keyof typeof touches;

/** What belongs to an account and stays with it: nothing of this is done to accounts that somebody gave for the tests. */
export const lastingTouches: readonly Touch[] = [
  'deactivation',
  'passwords',
  'profiles',
  'settings',
  'sessions',
  'encryption-keys',
  'addresses',
];
