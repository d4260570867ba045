import { Document, isCollection, isMap, isSeq, type YAMLMap } from 'yaml';
import type { KnownFailure } from './baseline.ts';
import { parseBaseline } from './baseline-file.ts';
import type { CheckLine } from './results.ts';
import { isIn } from '../checks/selection.ts';
import { standingOf } from './tally.ts';
import { harmless } from '../terminal.ts';

/** What becomes of a baseline. */
export interface BaselineUpdate {
  /** The new text of the file. */
  readonly text: string;
  /** One sentence for each change. */
  readonly changes: readonly string[];
  /** One sentence for each thing that a person has to look at. */
  readonly notes: readonly string[];
}

/** What a baseline is held against. */
export interface Findings {
  readonly lines: readonly CheckLine[];
  /** False where only a part of the checks ran: then no entry is removed, since what it names may fail elsewhere. */
  readonly complete: boolean;
}

/**
 * Brings a baseline up to date: failures that it does not list get an entry, entries that pass or match nothing go, and
 * entries that pass in part are narrowed. What stays, stays as it is written.
 *
 * @param text the baseline as it is; empty for a new one
 * @param file its path, for messages
 * @throws ConfigurationError where the text is no baseline
 */
export function updateBaseline(text: string, file: string, findings: Findings): BaselineUpdate {
  const { entries, document } = parseBaseline(text, file);
  const [head = '', ...pieces] = piecesOf(text, document);
  // Entries stand apart where they did so before, or where there are too few to tell.
  const gap = pieces.length < 2 || /\n\n(?:#|- )/.test(text) ? '\n' : '';
  const kept = entries.map((entry, index) => {
    const node = document.getIn([index], true);
    return revise(entry, { text: pieces[index] ?? '', node: isMap(node) ? node : undefined, gap }, findings);
  });
  const news = newEntries(entries, findings);
  const written = [head, ...kept.flatMap((revision) => revision.texts)].join('').trimEnd();
  return {
    text: [...(written === '' ? [] : [`${written}\n`]), ...news.map((entry) => textOf(entry))].join(gap),
    changes: [
      ...kept.flatMap(({ change }) => change ?? []),
      ...news.map((entry) => `added    ${nameOf(entry)}: give it a reason`),
    ],
    notes: [...kept.flatMap(({ note }) => note ?? []), ...undecidedNotes(findings.lines, entries)],
  };
}

/** What becomes of one entry. */
interface Revision {
  readonly texts: readonly string[];
  readonly change?: string;
  readonly note?: string;
}

interface Written {
  readonly text: string;
  readonly node: YAMLMap | undefined;
  /** What stands between two entries. */
  readonly gap: string;
}

function revise(entry: KnownFailure, written: Written, { lines, complete }: Findings): Revision {
  const asItIs = { texts: [written.text] };
  const matched = lines.filter((line) => isIn(entry, line) && line.verdict !== 'not-applicable');
  const failing = matched.filter(({ verdict }) => verdict !== 'pass');
  if (matched.length > 0 && failing.length === matched.length) return asItIs;
  if (!complete) {
    if (matched.length === 0) return asItIs;
    return { ...asItIs, note: `${nameOf(entry)} passes, and stays, since only a part of the checks ran` };
  }
  const why = matched.length === 0 ? 'matches no check' : 'passes';
  if (failing.length === 0)
    return { texts: [], change: `removed  ${nameOf(entry)}: it ${why} (its reason was: ${entry.reason})` };
  const narrowed = setsOf(failing, matched);
  const [comment = ''] = /^(?:#.*\n)*/.exec(written.text) ?? [];
  const [end = ''] = /(?<=\n)\n*$/.exec(written.text) ?? [];
  const [first, ...others] = narrowed.map((set) => ({ ...entry, ...set }));
  const texts = [`${comment}${first ? textOf(first, written.node) : ''}`, ...others.map((other) => textOf(other))];
  return {
    texts: [texts.join(written.gap), end],
    change: `narrowed ${nameOf(entry)} to ${narrowed.map(nameOf).join(', ')}`,
  };
}

/** The failures that bind and that no entry explains, each check once. */
function newEntries(entries: readonly KnownFailure[], { lines, complete }: Findings): KnownFailure[] {
  const broken = lines.filter((line) => standingOf(line, entries) === 'broken');
  return setsOf(broken, complete ? lines : []).map((set) => {
    const message = broken.find(({ id }) => id === set.check)?.failure?.message ?? '';
    return { ...set, reason: `TODO: ${oneLine(message)}` };
  });
}

type EntryOfCheck = Pick<KnownFailure, 'check' | 'roomVersions'>;

/** Names checks by their ids, with room versions where they do not fail in all of those in which they ran. */
function setsOf(failing: readonly CheckLine[], ran: readonly CheckLine[]): EntryOfCheck[] {
  const byId = [...Map.groupBy(failing, ({ id }) => id)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return byId.map(([id, members]) => {
    const versions = members.flatMap(({ roomVersion }) => roomVersion ?? []).toSorted((a, b) => Number(a) - Number(b));
    const everywhere = ran.filter((line) => line.id === id && line.verdict !== 'not-applicable').length;
    return members.length === everywhere || versions.length === 0
      ? { check: id }
      : { check: id, roomVersions: versions };
  });
}

function undecidedNotes(lines: readonly CheckLine[], entries: readonly KnownFailure[]): string[] {
  const open = lines.filter((line) => ['undecided', 'error'].includes(standingOf(line, entries)));
  return [...Map.groupBy(open, ({ id }) => id)].map(
    ([id, [first]]) =>
      `not added ${id}: ${first?.verdict} is no known failure (${oneLine(first?.failure?.message ?? '')}); where the check brings the homeserver down, list it with endsHomeserver: true`,
  );
}

/** A reason is for a person: the whole message is in the results. */
const reasonCharacters = 300;

function oneLine(message: string): string {
  const line = harmless(message).toWellFormed().replaceAll(/\s+/g, ' ').trim();
  return line.length > reasonCharacters ? `${line.slice(0, reasonCharacters).toWellFormed()}…` : line;
}

function nameOf({ check, roomVersions }: EntryOfCheck): string {
  return roomVersions === undefined
    ? check
    : `${check} (room version${roomVersions.length > 1 ? 's' : ''} ${roomVersions.join(', ')})`;
}

/**
 * The text before the first entry, and that of each entry with the comment above it. (The library would fold every reason
 * anew, and the next reader would see a change of the whole file.)
 */
function piecesOf(text: string, { contents }: Document.Parsed): string[] {
  if (!isSeq(contents)) return [text];
  const items = contents.items.filter(isCollection);
  if (contents.flow === true)
    return [text.slice(0, contents.range[0]), ...items.map((item) => textOf(item.toJSON() as KnownFailure))];
  const rows = text.replace(/\n$/, '').split('\n');
  const starts = items.map((item, index) => {
    const first = text.slice(0, item.range?.[0]).split('\n').length - 1;
    let row = first;
    while (rows[row - 1]?.startsWith('#')) row -= 1;
    // What the file begins with is about all of it.
    return index === 0 && row === 0 ? first : row;
  });
  return [0, ...starts].map((from, index) =>
    rows
      .slice(from, starts[index] ?? rows.length)
      .map((row) => `${row}\n`)
      .join(''),
  );
}

/** One entry as text. @param node keeps the comments of the entry that it comes from */
function textOf({ check, roomVersions, ...rest }: KnownFailure, node?: YAMLMap): string {
  // Keys in this order; an undefined one is not written, and where an entry stood is no part of it.
  const list = new Document([{ check, roomVersions, ...rest, place: undefined }]);
  const versions = list.getIn([0, 'roomVersions'], true);
  if (isSeq(versions)) versions.flow = true;
  if (node) {
    node.commentBefore = null;
    node.spaceBefore = false;
    node.set('check', check);
    if (isSeq(versions) && !node.has('roomVersions'))
      node.items.splice(1, 0, list.createPair('roomVersions', versions));
    else if (isSeq(versions)) node.set('roomVersions', versions);
    list.setIn([0], node);
  }
  return list.toString({ lineWidth: 120, singleQuote: true, flowCollectionPadding: false });
}
