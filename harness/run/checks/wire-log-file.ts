import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RoomVersion } from '../../protocol/room-versions.ts';
import type { Body, RawHeaders } from '../../wire/message.ts';
import type { Exchange, Wire } from '../../wire/wire.ts';

/** Below the results folder: the wire logs, and beside each what else is known of a failure. */
export const wireFolder = 'wire';

/** A body in the log is cut here: a room's state can be megabytes, and its beginning shows what it is. */
const loggedCharacters = 16_384;

/**
 * Writes the wire log of a check as text: every request and answer, in order, with times relative to its start.
 *
 * @param folder the results folder
 * @returns path of the log, relative to the results folder; null where nothing went over the wire
 */
export async function writeWireLog(
  wire: Wire,
  folder: string,
  check: { id: string; roomVersion: RoomVersion | null },
): Promise<string | null> {
  if (wire.exchanges.length === 0) return null;
  const file = join(wireFolder, `${check.id}${check.roomVersion === null ? '' : `.v${check.roomVersion}`}.txt`);
  await makeFolder(dirname(join(folder, file)));
  await writeFile(join(folder, file), wire.exchanges.map(formatExchange).join('\n'));
  return file;
}

/** The folders that were made: one holds the logs of many checks. */
const made = new Map<string, Promise<unknown>>();

async function makeFolder(folder: string): Promise<void> {
  const making = made.get(folder) ?? mkdir(folder, { recursive: true });
  made.set(folder, making);
  await making;
}

/** One exchange as text: `>` what was asked, `<` what was answered. Secrets are masked. */
export function formatExchange(exchange: Exchange): string {
  const { atMs, durationMs, sender, recipient, method, target, status, error } = exchange;
  const deliberate = exchange.deliberate ? '   (breaks a rule on purpose)' : '';
  return [
    `[${atMs.toFixed(0).padStart(6)} ms] ${sender} → ${recipient}${deliberate}`,
    `> ${method} ${mask(target)}`,
    ...formatMessage('>', exchange.requestHeaders, exchange.request),
    `< ${error ?? status}   (after ${durationMs.toFixed(0)} ms)`,
    ...formatMessage('<', exchange.responseHeaders, exchange.response),
    '',
  ].join('\n');
}

/** What {@link formatExchange} begins with. Nothing in a message can look like it. */
const heading =
  /^\[ *(?<at>\d+) ms\] (?<who>.*?)(?:   \(breaks a rule on purpose\))?\n> (?<asked>.*)\n(?:>.*\n)*< (?<came>.*?) {3}\(after (?<after>\d+) ms\)$/gm;

/** One exchange of a wire log, in a line. */
export interface WireLogEntry {
  /** Milliseconds from the start of the check. */
  readonly atMs: number;
  readonly durationMs: number;
  /** `alice → target`. */
  readonly who: string;
  /** Method, path and query. */
  readonly asked: string;
  /** The status, or why there is none. */
  readonly came: string;
}

/** Reads the exchanges from the text of a wire log, in its order. */
export function entriesOf(wireLog: string): WireLogEntry[] {
  return [...wireLog.matchAll(heading)].map(({ groups = {} }) => {
    const { at, after, who = '', asked = '', came = '' } = groups;
    return { atMs: Number(at), durationMs: Number(after), who, asked, came };
  });
}

function formatMessage(mark: string, headers: RawHeaders, body: Body): string[] {
  const lines = headers.map(([name, value]) => `${mark} ${name}: ${mask(value)}`);
  if (body.text === '') return lines;
  // Each line is marked, so that no body can look like another exchange.
  return [
    ...lines,
    mark,
    ...boundedText(body.text)
      .split('\n')
      .map((line) => `${mark} ${line}`),
  ];
}

function boundedText(text: string): string {
  const masked = mask(text).replaceAll('\r', '');
  return masked.length > loggedCharacters
    ? `${masked.slice(0, loggedCharacters)}… (${text.length} characters)`
    : masked;
}

/** Replaces what would let a reader act as a user: tokens and passwords. Signatures are no secrets. */
export function mask(text: string): string {
  return text
    .replaceAll(/(Bearer )[^\s"]+/gi, '$1***')
    .replaceAll(/((?:access_token|token)=)[^&\s"]+/g, '$1***')
    .replaceAll(
      /("(?:access_token|refresh_token|login_token|token|password|new_password|mac)"\s*:\s*")(?:[^"\\]|\\.)*"/g,
      '$1***"',
    );
}
