import { join, relative } from 'node:path';
import { type TestContext, test as vitestTest } from 'vitest';
import { Client } from '../../client/client.ts';
import { beginLease, endLease, GivenAccounts, type Lease } from '../../client/given-accounts.ts';
import { Guard } from '../../client/guard.ts';
import { registerClient } from '../../client/register.ts';
import type { Neighbour } from '../../peer/neighbour.ts';
import { Peer, type PeerOptions } from '../../peer/peer.ts';
import { allRoomVersions, type RoomVersion } from '../../protocol/room-versions.ts';
import { HarnessError, NotApplicable } from '../../wire/errors.ts';
import { Wire } from '../../wire/wire.ts';
import { briefed } from './briefed.ts';
import { checkId } from './check-id.ts';
import type { CheckOutcome } from './check-meta.ts';
import { type Doctored, doctorOf } from '../proof/doctored.ts';
import { examine } from './examination.ts';
import { declaringTrials } from '../faults/fault-declarations.ts';
import { GraphEvidence } from './graph-evidence.ts';
import { HttpClients } from '../targets/http-clients.ts';
import { OwnHomeserversOfFile } from '../targets/own-homeserver.ts';
import type { Companion, RunContext } from '../run-context.ts';
import { isSelected, mayFail, whyNoPeers, whyNotApplicable } from './selection.ts';
import './matchers.ts';
import { Blocked } from '../results/verdict.ts';
import type { Direction } from '../../stage/perform.ts';
import type { Performance } from '../../stage/performance.ts';
import type { Scenario } from '../../event-graph/scenario/scenario.ts';
import { usualDisclosure } from '../../target/disclosure.ts';
import type { TargetConnection } from '../../target/target.ts';
import { writeWireLog } from './wire-log-file.ts';

/** Counts the checks of this worker; each begins with another target, since vitest numbers its workers. */
let turn = Number(process.env['VITEST_POOL_ID'] ?? 0);

/** Vitest's own test function, with what a check may ask for. */
const checkTest = vitestTest
  .extend('run', { scope: 'worker' }, () => briefed())
  /** Connections to homeservers, shared by all checks of a worker. */
  .extend('httpClients', { scope: 'worker' }, ({ run }, { onCleanup }) => {
    const clients = new HttpClients(run.timeoutFactor);
    onCleanup(() => clients[Symbol.asyncDispose]());
    return clients;
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
  /** The accounts that the configuration gives, of which each check has its own. */
  .extend('givenAccounts', { scope: 'worker' }, ({ run }) => {
    const [{ registration }] = run.connections;
    return registration.method === 'accounts' ? new GivenAccounts(registration.accounts) : null;
  })
  /** Whether the check runs, and with which answers. What comes after it in this file costs nothing where it does not. */
  .extend('chosen', { auto: true }, async ({ run, task, skip }) => {
    const meta = task.meta.check;
    if (!meta) throw new Error(`${task.name} names no requirement: give it decides(…) as its options`);
    const id = checkId(relative('.', task.file.filepath), task.name);
    const candidate = { id, meta, roomVersion: task.meta.roomVersion ?? null };
    const doctored = isSelected(candidate, run) ? await doctoredAnswerFor(run, task) : undefined;
    const selected = doctored !== undefined;
    const notApplicable = selected ? (whyNotApplicable(candidate, run) ?? whyNotAlone(task, run)) : null;
    const outcome = {
      selected,
      notApplicable,
      serverName: sharedConnection(run, task.meta.trial?.connection).serverName,
      ...(meta.companion && run.companion && { companion: run.companion.connection.serverName }),
      doctored: doctored?.wrong ?? null,
      examination: null,
      wireLog: null,
      window: null,
    };
    task.meta.outcome = outcome;
    if (!selected) skip('not selected');
    if (notApplicable !== null) skip(notApplicable);
    return { candidate, outcome, doctor: doctored?.doctor ?? null, trial: task.meta.trial };
  })
  /** Homeservers that nobody else uses, for the checks of a file that stop them. */
  .extend('homeserversOfFile', { scope: 'file' }, ({ run, httpClients }, { onCleanup }) => {
    const { ownHomeservers } = run;
    if ('none' in ownHomeservers) throw new NotApplicable(ownHomeservers.none);
    const ofFile = new OwnHomeserversOfFile(ownHomeservers.channel, (stopped) => httpClients.reconnect(stopped));
    onCleanup(() => ofFile[Symbol.asyncDispose]());
    return ofFile;
  })
  /** The homeserver that a check can stop, restart and pause: within `withOwnHomeserver` it is the target of the check. */
  .extend('homeserver', async ({ chosen, homeserversOfFile, task }, { onCleanup }) => {
    if (!task.meta.ownHomeserver) throw new Error(`${task.name} stops its homeserver: declare it in withOwnHomeserver`);
    const homeserver = await homeserversOfFile.borrow(chosen.trial?.connection ?? 0);
    onCleanup(async () => {
      if (task.result?.state === 'fail' || !homeserver.isRunning) await homeserversOfFile.giveBack(homeserver);
    });
    return homeserver;
  })
  /** The target of the check: in a sweep of faults the homeserver with that fault, else one after the other in turn. */
  .extend('connection', ({ run, chosen }) => {
    const { trial } = chosen;
    if (!trial) turn += 1;
    return sharedConnection(run, trial ? trial.connection : turn);
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
  /** Lets only those requests pass that the check declares. */
  .extend('guard', ({ connection, task }) => new Guard(task.meta.check?.touches ?? [], connection.serverName))
  /** Everything that goes over the wire in this check. */
  .extend('wire', { auto: true }, async ({ run, chosen, connection, guard, peers, evidence, task }, { onCleanup }) => {
    const { candidate, doctor } = chosen;
    const outcome = { ...chosen.outcome, serverName: connection.serverName };
    task.meta.outcome = outcome;
    const wire = new Wire(doctor, candidate.roomVersion, guard, mayFail(candidate, run));
    onCleanup(async () => {
      const window = [wire.startedAtMs, Date.now()] as const;
      const wireLog = await writeWireLog(wire, join(run.resultsFolder, task.meta.trial?.faultId ?? ''), candidate);
      task.meta.outcome = {
        ...outcome,
        ...notesOf(task.meta),
        examination: examine(wire, peers, run.claim),
        wireLog,
        window,
      };
      // Where checks have to fail nobody reads why.
      if (wireLog !== null && task.result?.state === 'fail' && !haveToFail(run)) {
        const rooms = peers.flatMap(({ replicas }) => replicas.list());
        const { writeGraphEvidence } = await import('./write-graph-evidence.ts');
        await writeGraphEvidence(evidence, rooms, run.resultsFolder, wireLog);
      }
      if (wire.harnessErrors[0]) throw wire.harnessErrors[0];
    });
    return wire;
  })
  /** The accounts that were given and that the check uses. Nothing of the check stays with them. */
  .extend('leases', ({ givenAccounts, clientHttp, wire }, { onCleanup }) => {
    const leases: Lease[] = [];
    onCleanup(async () => {
      const { exchanges } = wire;
      await Promise.all(leases.map((lease) => endLease(lease, exchanges, clientHttp)));
      for (const { account } of leases) givenAccounts?.release(account);
    });
    return leases;
  })
  /** Registers another user, or logs one in that was given. */
  .extend(
    'register',
    ({ connection, givenAccounts, leases, clientHttp, wire }) =>
      async (name: string): Promise<Client> => {
        if (!givenAccounts)
          return prerequisite(`registering ${name}`, () => registerClient(name, clientHttp, wire, connection));
        const account = givenAccounts.lease();
        const lease = await prerequisite(`logging in ${account.userId}`, () =>
          beginLease(name, account, clientHttp, wire),
        ).catch((error: unknown) => {
          givenAccounts.release(account);
          throw error;
        });
        leases.push(lease);
        return lease.client;
      },
  )
  /** A fresh user of the target. */
  .extend('alice', ({ register }) => register('alice'))
  /** A second fresh user of the target. */
  .extend('bob', ({ register }) => register('bob'))
  /** The homeserver beside the target, in a check of both. */
  .extend('companion', ({ run, httpClients }) => neighbourOf(run, httpClients))
  /** A fresh user of the homeserver beside the target. */
  .extend('carol', ({ run, httpClients, wire }) => {
    const { connection } = companionOf(run);
    const http = httpClients.of(connection.clientUrl, connection, 'companion');
    return prerequisite('registering carol', () => registerClient('carol', http, wire, connection));
  })
  /** Somebody without an account. */
  .extend(
    'stranger',
    ({ clientHttp, wire }) => new Client('stranger', { userId: '', deviceId: '', accessToken: '' }, clientHttp, wire),
  )
  /** Starts another fake homeserver; `behindProxy` for one that can be made hard to reach. */
  .extend(
    'startPeer',
    ({ run, connection, federationHttp, guard, httpClients, peers, wire, task }) =>
      async (options: Pick<PeerOptions, 'behindProxy'> = {}): Promise<Peer> => {
        const why = whyNoPeers(connection);
        if (why !== null) throw new NotApplicable(why);
        const { peerCertificate } = run;
        if (!federationHttp || !peerCertificate)
          throw new HarnessError('a target with a federation URL and an authority has peers');
        guard.allow('federation');
        const peer = await Peer.start({
          wire,
          connection,
          certificate: peerCertificate,
          client: federationHttp,
          ...(task.meta.check?.companion && { companion: neighbourOf(run, httpClients) }),
          timeoutFactor: run.timeoutFactor,
          ...options,
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
    ({ run, connection, startPeer, register, roomVersion, peers, wire, evidence, task }) =>
      async function* (scenario: Scenario, options: Pick<Direction, 'delivery'> = {}): AsyncGenerator<Performance> {
        const { perform } = await import('../../stage/perform.ts');
        const { disclosure = usualDisclosure } = connection;
        const limitMs = haveToFail(run) ? quickLimitMs : wire.mayFail ? patientLimitMs : performanceLimitMs;
        const stage = { startPeer, register, disclosure, limitMs };
        for (let { seed } = run.scenarios, { orders } = run.scenarios; orders > 0; seed += 1, orders -= 1) {
          if (task.meta.outcome) task.meta.outcome.seed = seed;
          const performance = await perform(scenario, stage, { roomVersion, seed, ...options });
          evidence.readSigns(() => performance.askedAgain);
          try {
            yield performance;
          } finally {
            // Whoever runs a scenario of their own wants to see what came of it, right or wrong.
            const told = run.scenarios.file === null ? [] : [await tell(performance)];
            if (task.meta.outcome) task.meta.outcome.told = [...(task.meta.outcome.told ?? []), ...told];
            // The next order has peers of its own.
            if (orders > 1) for (const peer of peers) peer.retire();
          }
        }
      },
  )
  /** How long a homeserver may take to send again what was not taken, in milliseconds before the timeout factor. */
  .extend('redeliveryMs', ({ run }) => (haveToFail(run) ? quickLimitMs : redeliveryLimitMs))
  /** A fake homeserver. */
  .extend('peer', ({ startPeer }) => startPeer())
  /** A fake homeserver that the target reaches through a proxy, which can cut the connection, delay or lose what passes it. */
  .extend('distantPeer', ({ startPeer }) => startPeer({ behindProxy: true }))
  /** A public room of alice's on the target, in the room version of the check. */
  .extend('room', async ({ alice, roomVersion }) => {
    const { roomId } = await prerequisite('creating a room', () =>
      alice.createRoom({ preset: 'public_chat', room_version: roomVersion }),
    );
    return { roomId, roomVersion };
  });

/** The test function of all checks. */
export const test = declaringTrials(checkTest);

async function tell(performance: Performance): Promise<string> {
  const { tellPerformance } = await import('../../stage/tell-performance.ts');
  return tellPerformance(performance);
}

/** One of the targets that all checks share, counted round. */
function sharedConnection({ connections }: RunContext, turns = 0): TargetConnection {
  return connections[turns % connections.length] ?? connections[0];
}

/** Why a check that stops its homeserver does not apply; null where it does. */
function whyNotAlone({ meta }: TestContext['task'], { ownHomeservers }: RunContext): string | null {
  return meta.ownHomeserver && 'none' in ownHomeservers ? ownHomeservers.none : null;
}

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

/** Milliseconds for them where nobody is alarmed if they do not come, since the wire's patience grows with what there is to do. */
const patientLimitMs = 15_000;

/** The text gives no limit. This is more than ten times what the slowest known homeserver takes after a short outage. */
const redeliveryLimitMs = 40_000;

/** Whether checks run that have to fail. */
function haveToFail({ trials, doctored }: RunContext): boolean {
  return trials !== null || doctored !== null;
}

/** What was taken note of while the check ran. */
function notesOf({ outcome }: TestContext['task']['meta']): Pick<CheckOutcome, 'seed' | 'told'> {
  const { seed, told } = outcome ?? {};
  return { ...(seed !== undefined && { seed }), ...(told && { told }) };
}

function newestRoomVersion({ targetRoomVersions, companion }: RunContext): RoomVersion {
  const known = (version: RoomVersion): boolean =>
    targetRoomVersions.includes(version) && (companion?.roomVersions.includes(version) ?? true);
  return allRoomVersions.findLast(known) ?? '1';
}

function companionOf({ companion }: RunContext): Companion {
  if (companion === null)
    throw new HarnessError('a check that asks for another homeserver declares { companion: true }');
  return companion;
}

function neighbourOf(run: RunContext, httpClients: HttpClients): Neighbour {
  const { connection } = companionOf(run);
  const { serverName, federationUrl } = connection;
  if (federationUrl === null) throw new NotApplicable('peers cannot ask the other homeserver: it has no federationUrl');
  return { serverName, client: httpClients.of(federationUrl, connection, 'companion') };
}
