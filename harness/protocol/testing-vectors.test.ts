import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';

import { JsonNumber } from './json.ts';
import { parseLossless, readVectorFile, readVectors, type Vectors } from './testing-vectors.ts';

const files: (keyof Vectors)[] = [
  'canonical-json',
  'base64',
  'json-signing',
  'event-signing',
  'event-ids',
  'redaction',
];

test.each(files)('the vectors of %s.json keep their schema', (name) => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
  const isValid = ajv.compile(JSON.parse(readVectorFile('vectors.schema.json')) as object);
  isValid(readVectors(name));
  expect(isValid.errors).toBeNull();
});

test('number literals that JavaScript loses are read as they are', () => {
  expect(parseLossless('[1, 1.0, 1.5]')).toEqual([1, new JsonNumber('1.0'), 1.5]);
});
