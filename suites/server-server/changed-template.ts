import { type JsonObject, type JsonValue, objectAt, type Peer } from '../../harness/index.ts';

/** The membership events of which a server has to ask for a template. */
type Handshake = 'join' | 'leave';

/** Has a peer answer make_join or make_leave from now on with the template as it should be, changed. */
export function answerTemplate(peer: Peer, handshake: Handshake, change: (template: JsonObject) => JsonObject): void {
  peer.answer('GET', `/_matrix/federation/v1/make_${handshake}/:roomId/:userId`, async (_, truthfully) => {
    const { json } = await truthfully();
    const event = change(objectAt(json, 'event'));
    return { status: 200, json: { ...objectAt(json), event }, deliberate: true };
  });
}

/** The events that the target completed from templates of a peer and sent to it, so far. */
export function completedTemplates(peer: Peer, handshake: Handshake): (JsonValue | undefined)[] {
  const sent = peer.received.filter(({ path }) => path.includes(`/send_${handshake}/`));
  return sent.map(({ request }) => request.json);
}
