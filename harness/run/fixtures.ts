import { join, relative } from 'node:path';
import { inject, type TestContext, test as vitestTest } from 'vitest';
import { Client } from '../client/client.ts';
import { registerClient } from '../client/register.ts';
import { Peer } from '../peer/peer.ts';
import { allRoomVersions, type RoomVersion } from '../protocol/room-versions.ts';
import { loadCertificateAuthority } from '../wire/certificate-authority.ts';
import { Wire } from '../wire/wire.ts';
import { checkId } from './check-id.ts';
import type { CheckOutcome } from './check-meta.ts';
import { type Doctored, doctorOf } from './doctored.ts';
import { examine } from './examination.ts';
import { declaringTrials } from './fault-declarations.ts';
import { GraphEvidence, writeGraphEvidence } from './graph-evidence.ts';
import { HttpClients } from './http-clients.ts';
import type { RunContext } from './run-context.ts';
import { isSelected, whyNotApplicable } from './selection.ts';
import './matchers.ts';
import { Blocked, NotTestable } from './verdict.ts';
import { type Direction, perform } from '../stage/perform.ts';
import { tellPerformance } from '../stage/tell-performance.ts';
import type { Performance } from '../stage/performance.ts';
import type { Scenario } from '../event-graph/scenario/scenario.ts';
import { usualDisclosure } from '../target/disclosure.ts';
import { writeWireLog } from './wire-log-file.ts';

/** The names under which a peer can be reached on this machine. */
const peerHosts = ['localhost', '127.0.0.1'];

/** Counts the checks of this worker; each begins with another target, since vitest numbers its workers. */
let turn = Number(process.env['VITEST_POOL_ID'] ?? 0);

/** Vitest's own test function, with what a check may ask for. */
const checkTest = vitestTest
  .extend('run', { scope: 'worker' }, () => inject('run'))
  /** Connections to homeservers, shared by all checks of a worker. */
  .extend('httpClients', { scope: 'worker' }, ({ run }, { onCleanup }) => {
    const clients = new HttpClients(run.timeoutFactor);
    onCleanup(() => clients[Symbol.asyncDispose]());
    return clients;
  })
  /** One certificate for all peers of a worker: they differ by port, and all targets of a run trust the same authority. */
  .extend('peerCertificate', { scope: 'worker' }, async ({ run }) => {
    const [{ certificateAuthority, peerHost }] = run.connections;
    const hosts = peerHost === undefined ? peerHosts : [peerHost, ...peerHosts];
    return certificateAuthority && (await loadCertificateAuthority(certificateAuthority)).issue(hosts);
  })
  /** Peers whose check is over. They keep their ports until the end, so that no server name gets a second meaning. */
  // oxlint-disable-next-line no-empty-pattern -- vitest reads a fixture's needs from this pattern, and here are none
  .extend('retiredPeers', { scope: 'worker' }, ({}, { onCleanup }) => {
    const retired: Peer[] = [];
    onCleanup(async () => {
      await Promise.all(retired.map((peer) => peer[Symbol.asyncDispose]()));
    });
    return retired;
  })
  /** The target of the check: in a sweep of faults the homeserver with that fault, else one after the other in turn. */
  .extend('connection', ({ run, task }) => {
    const { connections } = run;
    const { trial } = task.meta;
    if (!trial) turn += 1;
    return connections[trial ? trial.connection : turn % connections.length] ?? connections[0];
  })
  /** Connections to the target's client-server API. */
  .extend('clientHttp', ({ httpClients, connection }) => httpClients.of(connection.clientUrl, connection))
  /** Connections to the target's server-server API; null where federation cannot be driven. */
  .extend('federationHttp', ({ httpClients, connection }) =>
    connection.federationUrl === null ? null : httpClients.of(connection.federationUrl, connection),
  )
  /** The room version that the check is about, set by `eachRoomVersion`; elsewhere the newest that the target has. */
  .extend('roomVersion', ({ run, task }) => task.meta.trial?.roomVersion ?? newestRoomVersion(run))
  /** The peers of this check. */
  .extend('peers', ({ retiredPeers }, { onCleanup }) => {
    const peers: Peer[] = [];
    onCleanup(() => {
      for (const peer of peers) peer.retire();
      retiredPeers.push(...peers);
    });
    return peers;
  })
  /** What the check knows of an event graph, in case that it fails. */
  .extend('evidence', () => new GraphEvidence())
  /** Everything that goes over the wire in this check. Decides first of all whether the check applies. */
  .extend('wire', { auto: true }, async ({ run, connection, peers, evidence, task, skip }, { onCleanup }) => {
    const meta = task.meta.check;
    if (!meta) throw new Error(`${task.name} names no requirement: give it decides(…) as its options`);
    const id = checkId(relative('.', task.file.filepath), task.name);
    const candidate = { id, meta, roomVersion: task.meta.roomVersion ?? null };
    const doctored = isSelected(candidate, run) ? await doctoredAnswerFor(run, task) : undefined;
    const selected = doctored !== undefined;
    const notApplicable = selected ? whyNotApplicable(candidate, run) : null;
    const outcome = {
      selected,
      notApplicable,
      serverName: connection.serverName,
      doctored: doctored?.wrong ?? null,
      examination: null,
      wireLog: null,
      window: null,
    };
    task.meta.outcome = outcome;
    if (!selected) skip('not selected');
    if (notApplicable !== null) skip(notApplicable);

    const wire = new Wire(doctored?.doctor ?? null, candidate.roomVersion);
    onCleanup(async () => {
      const window = [wire.startedAtMs, Date.now()] as const;
      const wireLog = await writeWireLog(wire, join(run.resultsFolder, task.meta.trial?.faultId ?? ''), candidate);
      task.meta.outcome = { ...outcome, ...notesOf(task.meta), examination: examine(wire, peers), wireLog, window };
      // Where checks have to fail nobody reads why.
      if (wireLog !== null && task.result?.state === 'fail' && !haveToFail(run)) {
        const rooms = peers.flatMap(({ replicas }) => replicas.list());
        await writeGraphEvidence(evidence, rooms, run.resultsFolder, wireLog);
      }
      if (wire.harnessErrors[0]) throw wire.harnessErrors[0];
    });
    return wire;
  })
  /** Registers another user. */
  .extend(
    'register',
    ({ connection, clientHttp, wire }) =>
      async (name: string): Promise<Client> =>
        prerequisite(`registering ${name}`, () => registerClient(name, clientHttp, wire, connection)),
  )
  /** A fresh user of the target. */
  .extend('alice', ({ register }) => register('alice'))
  /** A second fresh user of the target. */
  .extend('bob', ({ register }) => register('bob'))
  /** Somebody without an account. */
  .extend(
    'stranger',
    ({ clientHttp, wire }) => new Client('stranger', { userId: '', deviceId: '', accessToken: '' }, clientHttp, wire),
  )
  /** Starts another fake homeserver. */
  .extend(
    'startPeer',
    ({ run, connection, federationHttp, peerCertificate, peers, wire }) =>
      async (): Promise<Peer> => {
        if (!federationHttp || !peerCertificate) {
          throw new NotTestable(
            'peers cannot reach the target: give federationUrl and certificateAuthority in the configuration',
          );
        }
        const peer = await Peer.start({
          wire,
          connection,
          certificate: peerCertificate,
          client: federationHttp,
          timeoutFactor: run.timeoutFactor,
        });
        peers.push(peer);
        return peer;
      },
  )
  /**
   * Performs a scenario in the orders that were chosen, one after the other; the check looks at each performance in turn. The seed
   * of the last is in the result.
   */
  .extend(
    'performances',
    ({ run, connection, startPeer, register, roomVersion, peers, evidence, task }) =>
      async function* (scenario: Scenario, options: Pick<Direction, 'delivery'> = {}): AsyncGenerator<Performance> {
        const { disclosure = usualDisclosure } = connection;
        const stage = { startPeer, register, disclosure, limitMs: haveToFail(run) ? quickLimitMs : performanceLimitMs };
        for (let { seed } = run.scenarios, { orders } = run.scenarios; orders > 0; seed += 1, orders -= 1) {
          if (task.meta.outcome) task.meta.outcome.seed = seed;
          const performance = await perform(scenario, stage, { roomVersion, seed, ...options });
          evidence.signs(() => performance.askedAgain);
          try {
            yield performance;
          } finally {
            // Whoever runs a scenario of their own wants to see what came of it, right or wrong.
            const told = run.scenarios.file === null ? [] : [await tellPerformance(performance)];
            if (task.meta.outcome) task.meta.outcome.told = [...(task.meta.outcome.told ?? []), ...told];
            // The next order has peers of its own.
            if (orders > 1) for (const peer of peers) peer.retire();
          }
        }
      },
  )
  /** A fake homeserver. */
  .extend('peer', ({ startPeer }) => startPeer())
  /** A public room of alice's on the target, in the room version of the check. */
  .extend('room', async ({ alice, roomVersion }) => {
    const { roomId } = await prerequisite('creating a room', () =>
      alice.createRoom({ preset: 'public_chat', room_version: roomVersion }),
    );
    return { roomId, roomVersion };
  });

/** The test function of all checks. */
export const test = declaringTrials(checkTest);

/** Null where the check is given true answers; undefined where it has no doctored one for this round. */
async function doctoredAnswerFor(run: RunContext, task: TestContext['task']): Promise<Doctored | null | undefined> {
  if (run.doctored === null || run.doctored.round === 'truth') return null;
  return doctorOf(task.file.filepath, task.name, run.doctored.round);
}

/** A step before the check's own first step: its failure is another check's business. */
async function prerequisite<T>(what: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof Error && error.name === 'UnexpectedAnswer')
      throw new Blocked(`${what}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Milliseconds for the events of a scenario, of which a busy homeserver has many at a time; and where nothing may come at all. */
const [performanceLimitMs, quickLimitMs] = [30_000, 5_000];

/** Whether checks run that have to fail. */
function haveToFail({ trials, doctored }: RunContext): boolean {
  return trials !== null || doctored !== null;
}

/** What was taken note of while the check ran. */
function notesOf({ outcome }: TestContext['task']['meta']): Pick<CheckOutcome, 'seed' | 'told'> {
  const { seed, told } = outcome ?? {};
  return { ...(seed !== undefined && { seed }), ...(told && { told }) };
}

function newestRoomVersion({ targetRoomVersions }: RunContext): RoomVersion {
  return allRoomVersions.findLast((version) => targetRoomVersions.includes(version)) ?? '1';
}
