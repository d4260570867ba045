/** More than two slips, and it is another word. */
const furthest = 2;

/**
 * Finds the word that somebody may have meant.
 *
 * @param written what was written
 * @param known the words that exist
 * @returns the closest of them, undefined if none is close
 */
export function closestWord(written: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((word) => ({ word, distance: distance(written.toLowerCase(), word.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= furthest)
    .toSorted((left, right) => left.distance - right.distance);
  return best?.word;
}

/** Levenshtein's: how many letters to insert, remove or replace. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (const [index, letter] of Array.from(left).entries()) {
    const next = [index + 1];
    for (const [column, other] of Array.from(right).entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
