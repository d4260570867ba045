import { type Client, type JsonObject, objectsAt, type Peer, stringAt, syncUntil, valueAt } from '../harness/index.ts';

/** A message of the peer's alice to a device of a user of the target. https://spec.matrix.org/v1.19/server-server-api/#definition-mdirect_to_device */
export function toDevice(peer: Peer, { userId, session }: Client, body: string): JsonObject {
  const content = {
    sender: peer.user('alice'),
    type: 'org.example.numbered',
    message_id: body,
    messages: { [userId]: { [session.deviceId]: { body } } },
  };
  return { edu_type: 'm.direct_to_device', content };
}

/** The bodies of the to-device messages that a user is shown, once there are so many. Each is shown in one sync only: any other sync takes it. */
export async function toDeviceMessages(client: Client, count: number): Promise<string[]> {
  const bodies: string[] = [];
  return syncUntil(client, `${count} to-device messages`, (answer) => {
    const events = valueAt(answer, 'to_device', 'events') === undefined ? [] : objectsAt(answer, 'to_device', 'events');
    bodies.push(...events.map((event) => stringAt(event, 'content', 'body')));
    return bodies.length >= count ? bodies : undefined;
  });
}
