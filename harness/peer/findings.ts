import type { RoomVersion } from '../protocol/room-versions.ts';

/** The requirements against which everything is held that the target sends over federation. */
export type EmissionRequirement =
  | 'ss.emitted.event-format'
  | 'ss.emitted.content-hash'
  | 'ss.emitted.signature'
  | 'ss.emitted.request-authentication'
  | 'ss.emitted.event-id'
  | 'ss.emitted.authorization';

/** Something that the target sent and that breaks a requirement, whichever check was running. */
export interface Finding {
  readonly requirement: EmissionRequirement;
  /** Null where it is not about an event. */
  readonly roomVersion: RoomVersion | null;
  readonly message: string;
}

/** How often something was held against a requirement. */
export interface ExaminedCount {
  readonly requirement: EmissionRequirement;
  readonly roomVersion: RoomVersion | null;
  readonly count: number;
}

/** What was examined, and what was found. Findings are collected, not thrown: the check at hand may be about something else. */
export class Findings {
  readonly list: Finding[] = [];
  readonly #counts = new Map<string, ExaminedCount>();

  /** One count for each requirement and room version. */
  get examined(): ExaminedCount[] {
    return [...this.#counts.values()];
  }

  /** Counts one examination, and keeps what it found. */
  note(requirement: EmissionRequirement, roomVersion: RoomVersion | null, messages: readonly string[]): void {
    const key = `${requirement} ${roomVersion}`;
    const count = (this.#counts.get(key)?.count ?? 0) + 1;
    this.#counts.set(key, { requirement, roomVersion, count });
    this.list.push(...messages.map((message) => ({ requirement, roomVersion, message })));
  }
}
