import type { JsonObject, JsonValue } from '../../protocol/json.ts';

/** Who plays the actors of a scenario: it puts their user IDs where the scenario names them. */
export class Cast {
  readonly #actors: ReadonlyMap<string, string>;
  readonly #serverNameOf: (server: string) => string;

  /** @param actors localpart → server of the scenario, the creator of the room first */
  constructor(actors: ReadonlyMap<string, string>, serverNameOf: (server: string) => string) {
    this.#actors = actors;
    this.#serverNameOf = serverNameOf;
  }

  get creator(): string {
    const [creator = ''] = this.#actors.keys();
    return creator;
  }

  /** The name of the server of an actor. */
  serverOf(actor: string): string {
    return this.#serverNameOf(this.#actors.get(actor) ?? 'a');
  }

  userId(actor: string): string {
    return `@${actor}:${this.serverOf(actor)}`;
  }

  /** The ID of a user that is written as `@bob`, or of a room that is written as `!another`; other texts stay. */
  named(text: string): string {
    if (text.startsWith('@') && this.#actors.has(text.slice(1))) return this.userId(text.slice(1));
    return /^![\w-]+$/.test(text) ? `${text}:${this.serverOf(this.creator)}` : text;
  }

  /** A value with these IDs in all its texts and keys. */
  namedIn<Value extends JsonValue>(value: Value): Value {
    if (typeof value === 'string') return this.named(value) as Value;
    if (Array.isArray(value)) return value.map((one) => this.namedIn(one)) as JsonValue as Value;
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value as JsonObject).map(([key, one]) => [this.named(key), this.namedIn(one)]);
    return Object.fromEntries(entries) as Value;
  }
}
