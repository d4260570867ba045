import { answering } from '../../wire/doctors.ts';
import { operationById } from '../../wire/schemas/operations.ts';
import type { Fault } from '../fault.ts';

/** The operations that checks make use of, and of which everything is held against its form. */
const operations = [
  'client-server/createRoom',
  'client-server/getDevices',
  'client-server/getJoinedRooms',
  'client-server/getOneRoomEvent',
  'client-server/getRoomEvents',
  'client-server/getRoomState',
  'client-server/getRoomStateWithKey',
  'client-server/getTokenOwner',
  'client-server/getVersions',
  'client-server/inviteUser',
  'client-server/joinRoom',
  'client-server/leaveRoom',
  'client-server/login',
  'client-server/logout',
  'client-server/logout_all',
  'client-server/redactEvent',
  'client-server/register',
  'client-server/sendMessage',
  'client-server/setRoomStateWithKey',
  'client-server/sync',
  'server-server/backfillRoom',
  'server-server/getEvent',
  'server-server/getEventAuth',
  'server-server/getMissingPreviousEvents',
  'server-server/getRoomState',
  'server-server/getRoomStateIds',
  'server-server/getServerKey',
  'server-server/getVersion',
  'server-server/makeJoin',
  'server-server/makeLeave',
  'server-server/queryUserEncryptionKeys',
  'server-server/sendInviteV2',
  'server-server/sendJoinV2',
  'server-server/sendLeaveV2',
  'server-server/sendTransaction',
] as const;

/** Where the homeserver answers, and is not itself who asks. */
const shownIn: Readonly<Record<string, string>> = {
  'server-server/sendInviteV2': 'server-server/inviting/**',
  'server-server/sendJoinV2': 'server-server/joining/**',
};

/** Each of them once says that it answers with a page: nothing else is wrong, so that only the form can tell. */
export const formFaults: readonly Fault[] = operations.map((id) => {
  const { api, operationId, method, path } = operationById(id);
  const prefix = api === 'client-server' ? 'cs' : 'ss';
  return {
    id: `form.${prefix}.${operationId.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    does: `Says that its answers to ${method} ${path} are HTML`,
    breaks: [`${prefix}.schema.${operationId}`],
    ...(shownIn[id] !== undefined && { shownIn: shownIn[id] }),
    doctor: answering(
      method,
      path.replaceAll(/\{[^}]+\}/g, ':parameter'),
    )({ headers: [['content-type', 'text/html']] }),
  };
});
