/** The authorization rules of a room version. */
export const rulesOf = (version: number): `/${string}` => `/rooms/v${version}/#authorisation-rules`;
