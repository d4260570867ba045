import { describe } from 'vitest';
import { test } from './fixtures.ts';

/**
 * Gives the checks inside a homeserver that no other check uses, so that they can stop, restart and pause it: the fixture
 * `homeserver`, to which their users, rooms and peers belong. They run one after the other on the same one, each with users, rooms and
 * peers of its own; after one that fails, or leaves it stopped, the next gets a new one.
 *
 * Not applicable to a target that the harness cannot stop and start.
 *
 * @param body declares the checks
 */
export function withOwnHomeserver(body: () => void): void {
  describe('on a homeserver of their own', { concurrent: false, meta: { ownHomeserver: true } }, () => {
    test.override('connection', ({ homeserver }) => homeserver.connection);
    body();
  });
}
