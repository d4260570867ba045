import type { Finding } from '../../peer/findings.ts';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import { headerOf } from '../../wire/message.ts';
import { examineRequest, examineResponse, hasRequestForm, type SchemaViolation } from '../../wire/schemas/examine.ts';
import { findOperation, type Operation } from '../../wire/schemas/operations.ts';
import type { Exchange, Wire } from '../../wire/wire.ts';
import { isBeyond } from './requirement.ts';
import { schemaRequirementId } from './schema-requirements.ts';

/** Something on the wire that breaks a requirement, whichever check was running. */
export interface Violation {
  readonly requirement: string;
  readonly roomVersion: RoomVersion | null;
  /** Who broke it. What the harness sends is held against the same schemas: a strict target must not be blamed for us. */
  readonly origin: 'target' | 'harness';
  readonly message: string;
}

/** How often something of the target was held against a requirement, in one room version or apart from rooms. */
export interface Examined {
  readonly requirement: string;
  readonly roomVersion: RoomVersion | null;
  readonly count: number;
}

/** What was examined of everything that went over the wire in one check, not just of what the check asserts. */
export interface Examination {
  readonly examined: readonly Examined[];
  readonly violations: readonly Violation[];
}

/** What a peer noticed about the events and signatures that the target sent it. */
export interface PeerObservations {
  readonly findings: readonly Finding[];
  readonly examined: readonly Examined[];
}

/**
 * Holds everything that went over the wire against the schemas, and adds what the peers noticed.
 *
 * @param claim the specification version up to which the target is held to the text
 */
export function examine(wire: Wire, peers: readonly PeerObservations[], claim: string): Examination {
  const counts = new Map<string, number>();
  const violations: Violation[] = [];
  for (const exchange of wire.exchanges) {
    if (exchange.sender !== 'target' && exchange.recipient !== 'target') continue; // it is between others
    const operation = findOperation(exchange.method, exchange.target);
    if (!operation) continue;
    const requirement = schemaRequirementId(operation);
    if (hasForm(operation, exchange)) counts.set(requirement, (counts.get(requirement) ?? 0) + 1);
    for (const [origin, violation] of examineExchange(operation, exchange, claim)) {
      violations.push({ requirement, roomVersion: null, origin, message: describe(exchange, violation) });
    }
  }
  return {
    examined: [
      ...[...counts].map(([requirement, count]) => ({ requirement, roomVersion: null, count })),
      ...peers.flatMap((peer) => peer.examined),
    ],
    violations: [
      ...violations,
      ...peers.flatMap((peer) => peer.findings.map((finding) => ({ ...finding, origin: 'target' as const }))),
    ],
  };
}

/** Whether there is anything in what the target said that could be wrong: an answer, or a request with a body. */
function hasForm(operation: Operation, { toTarget, status }: Exchange): boolean {
  return toTarget ? status !== 0 : hasRequestForm(operation);
}

type Attributed = readonly [origin: Violation['origin'], violation: SchemaViolation];

function examineExchange(operation: Operation, exchange: Exchange, claim: string): Attributed[] {
  const requested = examineRequest(operation, exchange.request.json);
  const responded =
    exchange.status === 0
      ? []
      : examineResponse(
          operation,
          {
            status: exchange.status,
            contentType: headerOf(exchange.responseHeaders, 'content-type'),
            body: exchange.response.json,
            bodyText: exchange.response.text,
          },
          (since) => !isBeyond(since, claim),
        );
  const [ofTarget, ofHarness] = exchange.toTarget ? [responded, requested] : [requested, responded];
  return [
    ...ofTarget.map((violation): Attributed => ['target', violation]),
    ...(exchange.deliberate ? [] : ofHarness.map((violation): Attributed => ['harness', violation])),
  ];
}

function describe(exchange: Exchange, violation: SchemaViolation): string {
  const place = violation.path === '' ? 'the body' : violation.path;
  const what = violation.where === 'response' ? `answer ${exchange.status}` : 'request';
  return `${exchange.method} ${exchange.target}, ${what}: ${place} ${violation.message}`;
}
