import {
  type EventSpec,
  type JsonValue,
  type Pdu,
  type Peer,
  type RoomGraph,
  type RoomVersion,
  roomVersions,
} from '../../harness/index.ts';

/** How a room begins that the rules may not allow. */
export interface Opening {
  /** Added to the content of the create event; undefined takes a key out. */
  readonly createContent?: Readonly<Record<string, JsonValue | undefined>>;
  /** Replaces keys of the create event; undefined removes one. */
  readonly createOverrides?: EventSpec['overrides'];
  /** Who joins first, and makes the room public; default: alice, who creates it. */
  readonly firstMember?: string;
  /** Another user who joins right after the create event, as only the creator may. */
  readonly alsoFirst?: string;
  /** Power levels of a user who is not in the room, which the join rules cite. */
  readonly levelsOf?: string;
  /** The room ID of everything that follows the create event; default: that of the room. */
  readonly roomId?: string;
}

/**
 * Opens a room on a peer, which lets users of other servers join whatever the rules say: a create event, the first join, and
 * join rules by which the room is public.
 *
 * @returns the ID of the room
 */
export function openRoom(peer: Peer, roomVersion: RoomVersion, opening: Opening): string {
  const { createInAuthEvents, creatorIs, creatorPower, roomIdFormat } = roomVersions[roomVersion];
  const creator = peer.user('alice');
  const room = peer.hostRoom({ roomVersion, creator });
  const named = creatorIs === 'content.creator' ? { creator } : {};
  const told = Object.entries<JsonValue | undefined>({
    room_version: roomVersion,
    ...named,
    ...opening.createContent,
  });
  const content = Object.fromEntries(told.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
  const byHash = roomIdFormat === 'create-hash';
  const create = room.addOutlier(
    peer.build(room, {
      type: 'm.room.create',
      sender: creator,
      stateKey: '',
      content,
      prevEvents: [],
      authEvents: [],
      depth: 1,
      overrides: { ...(byHash && { room_id: undefined }), ...opening.createOverrides },
    }),
  );
  const roomId = opening.roomId ?? (byHash ? `!${create.slice(1)}` : room.roomId);

  const first = peer.user(opening.firstMember ?? 'alice');
  const cited = createInAuthEvents ? [create] : [];
  const overrides = { room_id: roomId };
  const joined = room.addOutlier(
    peer.build(room, { ...joining(first), prevEvents: [create], authEvents: cited, overrides }),
  );
  const addAll = (users: string | undefined, spec: (user: string) => EventSpec): string[] =>
    users === undefined ? [] : [room.addOutlier(peer.build(room, spec(peer.user(users))))];
  const others = addAll(opening.alsoFirst, (user) => ({
    ...joining(user),
    prevEvents: [create],
    authEvents: cited,
    overrides,
  }));
  const levels = addAll(opening.levelsOf, (user) => ({
    type: 'm.room.power_levels',
    sender: user,
    stateKey: '',
    // Were they not rejected, they would change nothing about who may do what.
    content: { users: creatorPower === 'infinite' ? {} : { [first]: 100 } },
    prevEvents: [joined],
    authEvents: cited,
    overrides,
  }));
  const rules = room.addOutlier(
    peer.build(room, {
      type: 'm.room.join_rules',
      sender: first,
      stateKey: '',
      content: { join_rule: 'public' },
      prevEvents: [joined],
      authEvents: [...cited, joined, ...levels],
      overrides,
    }),
  );
  const state = [create, joined, ...others, ...levels, rules].map((eventId) => room.event(eventId));
  letEverybodyIn(peer, { room, state, guest: { prevEvents: [rules], authEvents: [...cited, rules], overrides } });
  return roomId;
}

interface Opened {
  readonly room: RoomGraph;
  readonly state: readonly Pdu[];
  /** What the join of a guest has in common with that of every other. */
  readonly guest: Partial<EventSpec>;
}

function joining(user: string): EventSpec {
  return { type: 'm.room.member', sender: user, stateKey: user, content: { membership: 'join' } };
}

/** Only one room of a peer lets everybody in: the last that was opened, so that each is joined before the next is opened. */
function letEverybodyIn(peer: Peer, { room, state, guest }: Opened): void {
  peer.answer('GET', '/_matrix/federation/v1/make_join/:roomId/:userId', ({ params }) => {
    const joins = peer.build(room, { ...joining(params['userId'] ?? ''), ...guest, signers: [] });
    const { hashes: _hashes, signatures: _signatures, ...event } = joins;
    return { status: 200, json: { room_version: room.roomVersion, event }, deliberate: true };
  });
  peer.answer('PUT', '/_matrix/federation/v2/send_join/:roomId/:eventId', ({ request }) => ({
    status: 200,
    json: {
      state: [...state],
      auth_chain: [...state],
      members_omitted: false,
      servers_in_room: [peer.serverName],
      ...(request.json !== undefined && { event: request.json }),
    },
    deliberate: true,
  }));
}
