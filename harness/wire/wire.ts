import type { JsonValue } from '../protocol/json.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import type { WireRequest } from './http-client.ts';
import type { Body, RawHeaders } from './message.ts';
import { littlePatience } from './patience.ts';

/** Who speaks: the target, its companion, or a client or peer of the harness, by its name in the check. */
export type Party = string;

/** One request and its answer. */
export interface Exchange {
  readonly sender: Party;
  readonly recipient: Party;
  /** True where the harness asked and a homeserver answered; false where that asked a peer. */
  readonly toTarget: boolean;
  /** Milliseconds from the start of the check. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly method: string;
  /** The request target as sent: raw path and query. */
  readonly target: string;
  readonly requestHeaders: RawHeaders;
  readonly request: Body;
  /** 0 where no answer came. */
  readonly status: number;
  readonly responseHeaders: RawHeaders;
  readonly response: Body;
  /** Why no answer came, else null. */
  readonly error: string | null;
  /** True where the harness breaks a rule of the specification on purpose in this request or answer. */
  readonly deliberate: boolean;
}

/** What the target said, as a {@link Doctor} may change it. */
export interface TargetMessage {
  readonly kind: 'answer' | 'request';
  readonly method: string;
  readonly target: string;
  /** Who asked (of an answer) or is asked (of a request). */
  readonly party: Party;
  /** Status of an answer; 0 of a request. */
  readonly status: number;
  readonly headers: RawHeaders;
  readonly json: JsonValue | undefined;
  /** The JSON body of the request that is answered. */
  readonly asked?: JsonValue | undefined;
  /** The room version that the check is about; null where it is about none. */
  readonly roomVersion: RoomVersion | null;
}

/** Changes what the target said (of a request also its target), so that a check can be seen red without a broken homeserver. */
export type Doctor = (
  message: TargetMessage,
) => Partial<Pick<TargetMessage, 'status' | 'headers' | 'json' | 'target'>> | undefined;

/** Decides which requests a check may send. */
export interface RequestGuard {
  /** @throws HarnessError for a request that may not be sent */
  examine(request: WireRequest): void;
}

/** What one check sends and receives: its log, and where it is on trial itself, its doctor. */
export class Wire {
  readonly exchanges: Exchange[] = [];
  /** Errors of the harness that happened outside the check's own flow, such as in a peer's answer. */
  readonly harnessErrors: Error[] = [];
  readonly doctor: Doctor | null;
  readonly startedAtMs = Date.now();
  readonly #started = performance.now();

  /** The room version that the check is about. */
  readonly roomVersion: RoomVersion | null;
  /** Whether nobody is alarmed if the check fails. */
  readonly mayFail: boolean;

  readonly #guard: RequestGuard | null;

  constructor(
    doctor: Doctor | null = null,
    roomVersion: RoomVersion | null = null,
    guard: RequestGuard | null = null,
    mayFail = false,
  ) {
    this.doctor = doctor;
    this.roomVersion = roomVersion;
    this.#guard = guard;
    this.mayFail = mayFail;
  }

  /** Factor on the time in which something has to arrive: less than 1 where nobody is alarmed if it does not. */
  get patience(): number {
    return this.mayFail ? littlePatience(this.exchanges) : 1;
  }

  /** Lets a request pass that the check may send. @throws HarnessError otherwise; the check is then the harness's error even if it catches that */
  admit(request: WireRequest): void {
    try {
      this.#guard?.examine(request);
    } catch (error) {
      this.harnessErrors.push(error as Error);
      throw error;
    }
  }

  /** Milliseconds since the check began. */
  nowMs(): number {
    return performance.now() - this.#started;
  }

  record(exchange: Exchange): void {
    this.exchanges.push(exchange);
  }
}
