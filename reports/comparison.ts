/** What a comparison needs to know of a check in one room version. */
export interface ComparedLine {
  readonly id: string;
  readonly roomVersion: string | null;
  readonly verdict: string;
  readonly failure: { readonly message: string } | null;
}

/** One check in one room version, in two runs. */
export interface Difference {
  readonly id: string;
  readonly roomVersion: string | null;
  /** The older verdict; null where it did not run. */
  readonly was: string | null;
  /** The newer verdict; null where it did not run. */
  readonly is: string | null;
  /** Why it fails now, in the newer run. */
  readonly message: string | null;
}

/** How a run differs from an older one. */
export interface Comparison {
  /** It failed, and passes now. */
  readonly fixed: readonly Difference[];
  /** It passed, and does not now. */
  readonly broken: readonly Difference[];
  /** It did not run or did not apply before. */
  readonly new: readonly Difference[];
  /** It does not run or apply any more. */
  readonly gone: readonly Difference[];
  /** How many pass in both. */
  readonly stillPassing: number;
  /** How many fail in both, for whatever reason. */
  readonly stillFailing: number;
}

/** Compares two runs by the id and room version of each check. What applies to neither is left out. */
export function compare(older: readonly ComparedLine[], newer: readonly ComparedLine[]): Comparison {
  const before = byKey(older);
  const after = byKey(newer);
  const pairs = [...new Set([...before.keys(), ...after.keys()])]
    .toSorted(inOrder)
    .map((key) => ({ was: before.get(key), is: after.get(key) }));
  const where = (condition: (was: State, is: State) => boolean): Pair[] =>
    pairs.filter(({ was, is }) => condition(stateOf(was), stateOf(is)));
  return {
    fixed: where((was, is) => was === 'fails' && is === 'passes').map(differenceOf),
    broken: where((was, is) => was === 'passes' && is === 'fails').map(differenceOf),
    new: where((was, is) => was === 'absent' && is !== 'absent').map(differenceOf),
    gone: where((was, is) => was !== 'absent' && is === 'absent').map(differenceOf),
    stillPassing: where((was, is) => was === 'passes' && is === 'passes').length,
    stillFailing: where((was, is) => was === 'fails' && is === 'fails').length,
  };
}

interface Pair {
  readonly was: ComparedLine | undefined;
  readonly is: ComparedLine | undefined;
}

type State = 'passes' | 'fails' | 'absent';

function stateOf(line: ComparedLine | undefined): State {
  if (line === undefined || line.verdict === 'not-applicable') return 'absent';
  return line.verdict === 'pass' ? 'passes' : 'fails';
}

function differenceOf({ was, is }: Pair): Difference {
  const line = is ?? was;
  return {
    id: line?.id ?? '',
    roomVersion: line?.roomVersion ?? null,
    was: was?.verdict ?? null,
    is: is?.verdict ?? null,
    message: is?.failure?.message ?? null,
  };
}

function byKey(lines: readonly ComparedLine[]): Map<string, ComparedLine> {
  return new Map(lines.map((line) => [`${line.id} ${line.roomVersion ?? ''}`, line]));
}

/** By id, and 9 before 10. */
function inOrder(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
