import { serverNameAfterColon } from '../../protocol/pdu.ts';

/** 255 bytes. https://spec.matrix.org/v1.19/appendices/#room-aliases */
const longestAlias = 255;

interface Mapping {
  readonly roomId: string;
  /** Who made it. */
  readonly creator: string;
}

/** The aliases of this homeserver, and the rooms that it publishes. */
export class Directory {
  readonly #aliases = new Map<string, Mapping>();
  readonly #published = new Set<string>();

  /** The room of an alias of this homeserver; undefined if there is no such alias. */
  roomIdOf(alias: string): string | undefined {
    return this.#aliases.get(alias)?.roomId;
  }

  creatorOf(alias: string): string | undefined {
    return this.#aliases.get(alias)?.creator;
  }

  aliasesOf(roomId: string): string[] {
    return [...this.#aliases].filter(([, mapping]) => mapping.roomId === roomId).map(([alias]) => alias);
  }

  setAlias(alias: string, mapping: Mapping): void {
    this.#aliases.set(alias, mapping);
  }

  deleteAlias(alias: string): void {
    this.#aliases.delete(alias);
  }

  publishes(roomId: string): boolean {
    return this.#published.has(roomId);
  }

  setPublished(roomId: string, published: boolean): void {
    if (published) this.#published.add(roomId);
    else this.#published.delete(roomId);
  }

  published(): string[] {
    return [...this.#published];
  }
}

/** Whether a text is a room alias. https://spec.matrix.org/v1.19/appendices/#room-aliases */
export function isRoomAlias(text: string): boolean {
  const serverName = serverNameAfterColon(text);
  const hasLocalpart = /^#[^:\0]+:/u.test(text);
  return (
    hasLocalpart && serverName !== undefined && isServerName(serverName) && Buffer.byteLength(text) <= longestAlias
  );
}

function isServerName(text: string): boolean {
  return /^(?:\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z.-]{1,255})(?::[0-9]{1,5})?$/.test(text);
}
