import { describe, expect, test } from 'vitest';
import { differences } from './official-comparison.ts';
import { officialDifferences } from './official-differences.ts';
import { officialDocumentsAreHere, officialFolder } from './official-documents.ts';

const absent = officialDocumentsAreHere ? '' : `, NOT COMPARED: there is no ${officialFolder}, set TOUCHSTONE_SPEC`;

describe.skipIf(!officialDocumentsAreHere)(`our schemas and the official documents${absent}`, () => {
  const explained = officialDifferences.flatMap((group) => group.differences);

  test('differ only where a reason is given', () => {
    expect(differences().filter((difference) => !explained.includes(difference))).toEqual([]);
  });

  test('differ wherever a reason is given', () => {
    const found = differences();
    expect(explained.filter((difference) => !found.includes(difference))).toEqual([]);
  });

  test('are compared in earnest: hundreds of places, and each difference once', () => {
    const found = differences();
    expect(new Set(found).size).toBe(found.length);
    expect(found.length).toBeGreaterThan(50);
  });
});
