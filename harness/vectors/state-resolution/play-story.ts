import { createHash } from 'node:crypto';
import type { JsonObject } from '../../protocol/json.ts';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import { type VectorEvent, VectorRoom } from '../vector-room.ts';
import { isFittingId } from './fitting-id.ts';
import type { Story, StoryEvent } from './story.ts';

/** Milliseconds: September 2020. */
const start = 1_600_000_000_000;

/** Builds the events of a story in a room of some version. */
export function playStory(story: Story, roomVersion: RoomVersion): VectorRoom {
  const room = new VectorRoom(roomVersion, story.slug);
  for (const [index, [name, event]] of Object.entries(story.events).entries()) {
    const ready = readyToBuild(event, start + 1000 * index, room);
    if (event.type === 'm.room.create') room.create(ready.content, { ts: ready.ts ?? start });
    else room.add(name, withFittingId(name, event, ready, room));
  }
  return room;
}

function contentOf({ content = {} }: StoryEvent, { rules }: VectorRoom): JsonObject {
  return typeof content === 'function' ? content(rules) : content;
}

function readyToBuild(event: StoryEvent, turn: number, room: VectorRoom): VectorEvent {
  const { sameTimeAs, earlierThan, sortsBefore: _before, sortsAfter: _after, idLike: _like, auth, ...rest } = event;
  const ts = timeOf(sameTimeAs, room) ?? timeOf(earlierThan, room, -500) ?? turn;
  // Events of room version 12 do not cite the create event.
  const cited = auth?.filter((name) => name !== 'create' || room.rules.createInAuthEvents);
  return { ...rest, content: contentOf(event, room), ts, ...(cited && { auth: cited }) };
}

function timeOf(name: string | undefined, room: VectorRoom, difference = 0): number | undefined {
  return name === undefined ? undefined : Number(room.event(name).originServerTs) + difference;
}

/** Tries one number after the other in an event, or in an ID that is given, until the ID is as wanted. */
function withFittingId(name: string, event: StoryEvent, ready: VectorEvent, room: VectorRoom): VectorEvent {
  const { sortsBefore, sortsAfter, idLike } = event;
  if (sortsBefore === undefined && sortsAfter === undefined && !idLike) return ready;
  for (let number = 0; ; number += 1) {
    const attempt = { ...ready, ...numberedId(name, number, ready, room) };
    const { eventId } = room.build(name, attempt);
    if (isFittingId(eventId, event, (other) => room.id(other), room.rules)) return attempt;
  }
}

function numberedId(
  name: string,
  number: number,
  { content }: VectorEvent,
  { rules, roomId }: VectorRoom,
): Partial<VectorEvent> {
  if (rules.eventIdFormat !== 'given') return { content: { ...content, number } };
  const digest = createHash('sha256')
    .update(JSON.stringify([roomId, name, number]))
    .digest('base64url');
  return { overrides: { event_id: `$${digest.slice(0, 16)}:a.example` } };
}
