/**
 * A thread that hosts reference homeservers, so that they compute beside the checks and not between them. Started by
 * {@link EmbeddedHost} with {@link HostData}; ended from outside.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { ReferenceHomeserver } from '../../reference/reference-homeserver.ts';
import type { CertificatePair, TargetControl } from '../target.ts';

/** What all homeservers of a thread have in common. */
export interface HostData {
  /** The authority that they trust, PEM. */
  readonly certificateAuthority: string;
  /** Their certificate: they differ by port. */
  readonly certificate: CertificatePair;
}

/** What the thread is asked; each is answered once, with its number. */
export type HostQuestion = { readonly number: number } & (
  | { readonly kind: 'start'; readonly faultId: string | null }
  | { readonly kind: 'end'; readonly serverName: string }
  | { readonly kind: 'control'; readonly serverName: string; readonly action: keyof TargetControl }
  | { readonly kind: 'cpu-seconds' }
);

/** How a hosted homeserver is reached. */
export interface Hosted {
  readonly serverName: string;
  readonly clientUrl: string;
  readonly federationUrl: string;
}

/** What the thread says. */
export type HostMessage =
  | { readonly kind: 'answer'; readonly number: number; readonly value: Hosted | number | null }
  | { readonly kind: 'refusal'; readonly number: number; readonly message: string }
  | { readonly kind: 'log'; readonly atMs: number; readonly line: string };

const { certificateAuthority, certificate } = workerData as HostData;
const homeservers = new Map<string, ReferenceHomeserver>();

parentPort?.on('message', (question: HostQuestion) => {
  const { number } = question;
  answer(question).then(
    (value) => tell({ kind: 'answer', number, value }),
    (error: unknown) => tell({ kind: 'refusal', number, message: textOf(error) }),
  );
});

async function answer(question: HostQuestion): Promise<Hosted | number | null> {
  switch (question.kind) {
    case 'start':
      return start(question.faultId);
    case 'end':
      await homeservers.get(question.serverName)?.[Symbol.asyncDispose]();
      homeservers.delete(question.serverName);
      return null;
    case 'control':
      await control(question.serverName, question.action);
      return null;
    case 'cpu-seconds':
    default:
      return cpuSeconds();
  }
}

async function start(faultId: string | null): Promise<Hosted> {
  const fault = faultId === null ? undefined : await findFault(faultId);
  const homeserver = await ReferenceHomeserver.start({ certificateAuthority, certificate, fault, log });
  const { serverName, clientUrl, federationUrl } = homeserver;
  homeservers.set(serverName, homeserver);
  return { serverName, clientUrl, federationUrl };
}

async function control(serverName: string, action: keyof TargetControl): Promise<void> {
  const homeserver = homeservers.get(serverName);
  if (!homeserver) throw new Error(`There is no homeserver ${serverName}`);
  if (action === 'restart') {
    await homeserver.stop();
    await homeserver.start();
  } else {
    await homeserver[action]();
  }
}

/** A fault has functions in it, which cannot be handed to a thread; only its name can. */
async function findFault(faultId: string) {
  const { faults } = await import('../../reference/faults.ts');
  const fault = faults.find(({ id }) => id === faultId);
  if (!fault) throw new Error(`There is no fault ${faultId}`);
  return fault;
}

/** Null where Node cannot tell one thread's time from another's: before 23.9. */
function cpuSeconds(): number | null {
  const { threadCpuUsage } = process as Partial<Pick<typeof process, 'threadCpuUsage'>>;
  if (threadCpuUsage === undefined) return null;
  const { user, system } = threadCpuUsage.call(process);
  return (user + system) / 1e6;
}

function log(line: string): void {
  tell({ kind: 'log', atMs: Date.now(), line });
}

function tell(message: HostMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is a thread, not a window
  parentPort?.postMessage(message);
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
