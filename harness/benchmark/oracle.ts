import { evaluateEvents } from '../protocol/evaluation/evaluate-events.ts';
import { EventGraphEvaluation } from '../protocol/evaluation/event-graph-evaluation.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { Oracle } from '../protocol/oracle.ts';
import type { RoomEvent } from '../protocol/room-event.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import type { RoomState } from '../protocol/state-resolution/room-state.ts';
import { type SyntheticEvent, SyntheticRoom } from './synthetic-room.ts';

/**
 * Two states of a room that differ in the names of some members, half of whom took theirs on either branch, and in the power
 * levels.
 *
 * @param conflicts entries in conflict
 * @returns what resolves them once
 */
export function resolutionOf(conflicts: number, roomVersion: RoomVersion): () => RoomState {
  const room = new SyntheticRoom(roomVersion);
  const members = Array.from({ length: conflicts - 1 }, (_, index) => `@member${index}:${index % 10}`);
  for (const member of members) room.join(member);
  const fork = room.events.at(-1)?.eventId ?? '';
  const levels = { users: roomVersion === '12' ? {} : { [room.creator]: 100 }, state_default: 0, ban: 60 };
  const raised = { type: 'm.room.power_levels', sender: room.creator, stateKey: '', content: levels };
  const tips = [room.add(raised, [fork]).eventId, fork];
  for (const [index, member] of members.entries()) {
    const branch = index % 2;
    tips[branch] = room.join(member, [tips[branch] ?? ''], 'new').eventId;
  }
  return () => room.graph.stateAfterAll(tips);
}

/** Evaluates graphs from scratch: format, authorization, and all resolutions. @returns how many events were judged */
export function evaluateGraphs(graphs: readonly JsonObject[][], roomVersion: RoomVersion): number {
  return graphs.reduce((judged, graph) => judged + evaluateEvents(graph, roomVersion).size, 0);
}

/**
 * The events of a long room in which somebody joins, leaves, or says or changes something, and which every hundred events has
 * a fork of two whole branches with a conflict.
 */
export function longRoom(length: number, roomVersion: RoomVersion): SyntheticRoom {
  const room = new SyntheticRoom(roomVersion);
  while (room.events.length < length) {
    const number = room.events.length;
    const member = `@member${number}:a`;
    room.join(member);
    for (let event = 0; event < 90; event += 1) room.add(say(member));
    const fork = [room.events.at(-1)?.eventId ?? ''];
    const topic = (text: string) => ({ type: 'm.room.topic', sender: member, stateKey: '', content: { topic: text } });
    const left = room.add(topic('left'), fork);
    const right = room.add(topic('right'), [room.join(member, fork, 'renamed').eventId]);
    room.add(say(room.creator), [left.eventId, right.eventId]);
  }
  return room;
}

function say(sender: string): SyntheticEvent {
  return { type: 'm.room.message', sender, content: {} };
}

/** Evaluates events one by one, as they come. */
export function evaluateOneByOne(events: readonly RoomEvent[], oracle: Oracle): EventGraphEvaluation {
  const graph = new EventGraphEvaluation(oracle);
  for (const event of events) graph.add(event);
  return graph;
}
