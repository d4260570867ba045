import { compareBytes } from '../protocol/compare-bytes.ts';
import type { JsonObject } from '../protocol/json.ts';
import { oracleOf } from '../protocol/oracle.ts';
import type { RoomEvent } from '../protocol/room-event.ts';
import type { RoomVersion, RoomVersionRules } from '../protocol/room-versions.ts';
import { withAuthChain } from '../protocol/state-resolution/auth-chain.ts';
import type { ResolutionStep } from '../protocol/state-resolution/resolution.ts';
import { RoomState } from '../protocol/state-resolution/room-state.ts';
import { jsonInLines } from './state-resolution/json-in-lines.ts';
import { playStory } from './state-resolution/play-story.ts';
import { stories } from './state-resolution/stories.ts';
import type { Story } from './state-resolution/story.ts';
import type { VectorFile } from './vector-file.ts';
import { signingKeyOf, type VectorRoom } from './vector-room.ts';

/** A state resolution of a story as its file has it: events by their IDs. */
export type Merge = {
  name: string;
  /** The event before which the state is `resolved`; absent where the states were given. */
  event?: string;
  parents?: string[];
  stateSets: string[][];
  resolved: string[];
  authChain: [event: string, authEvent: string][];
  considered: { event: string; allowed: boolean; rule: string; reason: string }[];
};

/** An event of a story that is rejected. */
export type Rejected = {
  event: string;
  rule: string;
  ruleId: string;
  reason: string;
};

/** A story in one room version. */
export type StoryInVersion = {
  roomVersion: RoomVersion;
  events: JsonObject;
  names: { [eventId: string]: string };
  merges: Merge[];
  rejected: Rejected[];
};

const sections: Readonly<Record<RoomVersionRules['stateResolution'], string>> = {
  v1: 'https://spec.matrix.org/v1.19/rooms/v1/#state-resolution',
  v2: 'https://spec.matrix.org/v1.19/rooms/v2/#state-resolution',
  'v2.1': 'https://spec.matrix.org/v1.19/rooms/v12/#state-resolution',
};

const provenance =
  'Which events win was written by hand from the text of the specification; the events, whole states and steps are computed by Touchstone’s oracle. The code of Synapse resolves all of them to the same states, and so does that of ruma from room version 2.';

/** The public keys of the servers that sign the events. */
const signingKeys = { 'a.example': { [signingKeyOf('a.example').keyId]: signingKeyOf('a.example').publicKey } };

/** A file for each story. */
export function stateResolutionVectorFiles(): VectorFile[] {
  return stories.map((story) => ({
    path: `state-resolution/${story.slug}.json`,
    text: fileText(
      story,
      story.roomVersions.map((roomVersion) => storyInVersion(story, roomVersion)),
    ),
  }));
}

/** Plays a story, and writes down what became of it. */
export function storyInVersion(story: Story, roomVersion: RoomVersion): StoryInVersion {
  const room = playStory(story, roomVersion);
  const named = Object.keys(story.events).map((name) => [name, room.event(name)] as const);
  const merging = named.filter(([, event]) => event.prevEvents.length > 1);
  return {
    roomVersion,
    events: Object.fromEntries(named.map(([, event]) => [event.eventId, event.pdu])),
    names: Object.fromEntries(named.map(([name, { eventId }]) => [eventId, name])),
    merges: [
      ...merging.map(([name, event]) => mergeBefore(name, event, room)),
      ...Object.entries(story.states ?? {}).map(([name, states]) => ({
        name,
        ...resolved(statesOf(states, room), room),
      })),
    ],
    rejected: named.flatMap(([, event]) => rejection(event, room)),
  };
}

function mergeBefore(name: string, { eventId, prevEvents }: RoomEvent, room: VectorRoom): Merge {
  const states = prevEvents.map((parent) => room.graph.stateAfter(parent));
  return { name, event: eventId, parents: [...prevEvents], ...resolved(states, room) };
}

function statesOf(states: readonly (readonly string[])[], room: VectorRoom): RoomState[] {
  return states.map((names) => RoomState.of(names.map((name) => room.event(name))));
}

function resolved(states: readonly RoomState[], room: VectorRoom): Omit<Merge, 'name'> {
  const { authorization, readings, resolve } = oracleOf(room.roomVersion);
  const source = room.graph.store;
  const considered: Merge['considered'] = [];
  const note = (step: ResolutionStep): void => {
    if (step.step !== 'auth check') return;
    const { allowed, rule, reason } = step.verdict;
    considered.push({ event: step.event.eventId, allowed, rule, reason });
  };
  const state = resolve(states, { authorization, readings, source, note });
  const authChain = [...withAuthChain(state.events(), source)].flatMap((event) =>
    source.authEventsOf(event).map((cited): [string, string] => [event.eventId, cited.eventId]),
  );
  return { stateSets: states.map(sortedIds), resolved: sortedIds(state), authChain, considered };
}

function sortedIds(state: RoomState): string[] {
  return state.eventIds().toSorted(compareBytes);
}

function rejection({ eventId }: RoomEvent, { graph }: VectorRoom): Rejected[] {
  const { verdict, rule, ruleId, reason } = graph.judgementOf(eventId);
  return verdict === 'rejected' ? [{ event: eventId, rule, ruleId, reason }] : [];
}

function fileText(story: Story, roomVersions: readonly StoryInVersion[]): string {
  const algorithms = new Set(story.roomVersions.map((roomVersion) => oracleOf(roomVersion).rules.stateResolution));
  return `${jsonInLines({
    $schema: '../state-resolution.schema.json',
    title: story.title,
    specification: [...algorithms].map((algorithm) => sections[algorithm]),
    source: provenance,
    about: story.about,
    keys: signingKeys,
    roomVersions: [...roomVersions],
  })}\n`;
}
