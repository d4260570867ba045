import { answering, change } from '../../wire/doctors.ts';
import type { Fault } from '../fault.ts';

const devices = answering('GET', '/_matrix/client/v3/devices');
const whoami = '/_matrix/client/v3/account/whoami';

/** https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3logout and after it */
const logouts: readonly Fault[] = [
  {
    id: 'logout.keeps-the-session',
    does: 'Does not end the session of a client that logs out',
    breaks: ['cs.logout.ends-session'],
    rules: { endedByLogout: () => [] },
  },
  {
    id: 'logout.ends-all-sessions',
    does: 'Ends all sessions of the user when one of the clients logs out',
    breaks: ['cs.logout.ends-session'],
    rules: { endedByLogout: ({ account }) => [...account.sessions.values()] },
  },
  {
    id: 'logout.ends-the-other-sessions',
    does: 'Ends the other sessions of a client that logs out, and not its own',
    breaks: ['cs.logout.ends-session'],
    rules: { endedByLogout: (session) => [...session.account.sessions.values()].filter((one) => one !== session) },
  },
  {
    id: 'logout.lists-no-devices',
    does: 'Lists no devices',
    breaks: ['cs.logout.ends-session', 'cs.login.wrong-credentials'],
    doctor: devices({ json: { devices: [] } }),
  },
  {
    id: 'logout-all.ends-one-session',
    does: 'Ends only the session of the client that logs out everywhere',
    breaks: ['cs.logout.all'],
    rules: { endedByLogoutAll: (session) => [session] },
  },
  {
    id: 'logout-all.keeps-the-session',
    does: 'Keeps the session of the client that logs out everywhere',
    breaks: ['cs.logout.all'],
    rules: { endedByLogoutAll: (session) => [...session.account.sessions.values()].filter((one) => one !== session) },
  },
  {
    id: 'logout.answers-with-a-list',
    does: 'Answers a logout with an empty list in the place of an empty object',
    breaks: ['cs.schema.logout'],
    doctor: answering('POST', '/_matrix/client/v3/logout')({ json: [] }),
  },
  {
    id: 'logout-all.answers-with-a-list',
    does: 'Answers a logout everywhere with an empty list in the place of an empty object',
    breaks: ['cs.schema.logout_all'],
    doctor: answering('POST', '/_matrix/client/v3/logout/all')({ json: [] }),
  },
  {
    id: 'devices.time-as-text',
    does: 'Tells as text when a device was seen last',
    breaks: ['cs.schema.getDevices'],
    doctor: devices(change(['devices', '*', 'last_seen_ts'], () => '2026-01-01T00:00:00Z')),
  },
];

/** https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3accountwhoami */
const owners: readonly Fault[] = [
  {
    id: 'whoami.without-a-device',
    does: 'Does not tell the owner of a token its device',
    breaks: ['cs.whoami.device', 'cs.login.keeps-device', 'cs.registration.session'],
    rules: { ownerOf: ({ account }) => ({ user_id: account.userId }) },
  },
  {
    id: 'whoami.the-first-device',
    does: 'Tells the owner of a token the first device that the user logged in on',
    breaks: ['cs.whoami.device', 'cs.login.keeps-device'],
    rules: {
      ownerOf: ({ account, deviceId }) => ({
        user_id: account.userId,
        device_id: account.sessions.keys().next().value ?? deviceId,
      }),
    },
  },
  {
    id: 'whoami.one-user-for-everybody',
    does: 'Tells everybody the same user ID',
    breaks: ['cs.whoami.user', 'cs.login.password', 'cs.registration.session'],
    rules: { ownerOf: ({ deviceId }) => ({ user_id: '@somebody:localhost', device_id: deviceId }) },
  },
  {
    id: 'whoami.without-a-user',
    does: 'Does not tell the owner of a token the user ID',
    breaks: ['cs.schema.getTokenOwner', 'cs.whoami.user', 'cs.login.password', 'cs.registration.session'],
    rules: { ownerOf: ({ deviceId }) => ({ device_id: deviceId }) },
  },
  {
    id: 'whoami.as-text',
    does: 'Says that its JSON is plain text',
    breaks: ['cs.schema.getTokenOwner'],
    doctor: ({ target }) => (target === whoami ? { headers: [['content-type', 'text/plain']] } : undefined),
  },
];

/** How sessions end, and what clients are told of them. */
export const sessionFaults: readonly Fault[] = [...logouts, ...owners];
