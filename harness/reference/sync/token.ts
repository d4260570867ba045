import { invalidParameter } from '../http/matrix-error.ts';

/**
 * A point in time, as clients are given it: between what has this position of the stream or a lower one, and what is above it.
 * Tokens of `/sync` and of the history are the same, so that each is good for both.
 */
export function tokenAt(position: number): string {
  return `s${position}`;
}

/** The position of a token. @throws MatrixError if it is none of ours */
export function positionOfToken(token: string): number {
  const [, position] = /^s(-?\d+)$/.exec(token) ?? [];
  if (position === undefined) throw invalidParameter(`${token} is no token of this homeserver`);
  return Number(position);
}
