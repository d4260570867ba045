import { describe, expect, test } from 'vitest';
import { explainedExamples } from './official-differences.ts';
import { officialDocumentsAreHere, officialFolder } from './official-documents.ts';
import { officialExamples } from './official-examples.ts';
import { allOperations } from './operations.ts';
import { brokenRules } from './registry.ts';
import { readSchema } from './schema-files.ts';

const absent = officialDocumentsAreHere ? '' : `, NOT HELD AGAINST OURS: there is no ${officialFolder}`;

describe.skipIf(!officialDocumentsAreHere)(`the examples of the official documents${absent}`, () => {
  const examples = allOperations().flatMap((operation) => {
    const ours = readSchema(`${operation.id}.json`).$defs ?? {};
    return officialExamples(operation.id).filter((example) => ours[example.body] !== undefined);
  });
  const refused = examples.flatMap(({ operation, body, value }) =>
    brokenRules(`${operation}.json#/$defs/${body}`, value).map((rule) => `${operation} ${body} ${rule.path}`.trim()),
  );
  const explained = explainedExamples.flatMap((group) => group.differences);

  test('are valid, except where a reason is given', () => {
    expect(refused.filter((place) => !explained.includes(place))).toEqual([]);
    expect(explained.filter((place) => !refused.includes(place))).toEqual([]);
  });

  test('are many', () => {
    expect(examples.length).toBeGreaterThan(150);
  });
});
