import type { RoomGraph } from '../../event-graph/room-graph.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Pdu } from '../../protocol/pdu.ts';
import { type RoomVersion, roomVersions } from '../../protocol/room-versions.ts';
import { type Cast, castObject } from './casting.ts';
import { programmesOf } from './foundations.ts';
import { contentOf, eventsOf, type Scene } from './scenes.ts';
import { NotRestorable, type PlayedScene, Stage, type StageSetup } from './stage.ts';

/** Where scenes are played. */
export interface Theatre extends Pick<StageSetup, 'serverOf' | 'signingKeyOf' | 'keys'> {
  readonly roomVersion: RoomVersion;
  /** Makes a room with its create event and the join of alice, who creates it, and nothing else. */
  readonly hostRoom: (createContent: JsonObject) => RoomGraph;
  /** The guest, who is to watch, joins. */
  readonly welcomeGuest: (room: RoomGraph) => Promise<void>;
}

/** What is played in one room, after the guest came. */
export interface Act {
  readonly room: RoomGraph;
  readonly scenes: readonly PlayedScene[];
  /** What the target is to be sent, in order. Each part ends with an event that is allowed. */
  readonly parts: readonly (readonly Pdu[])[];
}

/** A transaction has at most 50 events; a scene with all that leads to it has fewer than ten. */
const enoughForOne = 38;

/** Plays scenes in as few rooms as it takes. */
export async function* perform(scenes: readonly Scene[], theatre: Theatre): AsyncGenerator<Act> {
  const { roomVersion } = theatre;
  const version = { roomVersion, rules: roomVersions[roomVersion] };
  for (const { foundation, scenes: all } of programmesOf(scenes, version)) {
    const [create] = eventsOf(foundation);
    const letters: Cast = {
      serverOf: theatre.serverOf,
      localpartOf: (localpart) => localpart,
      tokenOf: (token) => token,
    };
    let left = all;
    while (left.length > 0) {
      const room = theatre.hostRoom(create ? castObject(contentOf(create, version), letters) : {});
      const stage = new Stage({ ...theatre, room, foundation });
      await theatre.welcomeGuest(room);
      const act = playOn(stage, left);
      left = left.slice(act.scenes.length);
      yield act;
    }
  }
}

function playOn(stage: Stage, scenes: readonly Scene[]): Act {
  const played: PlayedScene[] = [];
  const parts: Pdu[][] = [];
  const endPart = (): void => {
    stage.sentinel();
    parts.push(stage.outbox.splice(0));
  };
  stage.outbox.splice(0); // the guest's server has it all from the join
  try {
    for (const scene of scenes) {
      played.push(stage.play(scene));
      if (stage.outbox.length >= enoughForOne) endPart();
    }
  } catch (error) {
    if (!(error instanceof NotRestorable) || played.length === 0) throw error;
  }
  endPart();
  return { room: stage.room, scenes: played, parts };
}
