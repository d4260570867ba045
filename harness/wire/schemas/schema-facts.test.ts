import { expect, test } from 'vitest';
import { factsOf, type Located } from './schema-facts.ts';

const files: Record<string, unknown> = {
  'name.json': { type: 'string', enum: ['a', 'b'] },
  'base.json': { type: 'object', required: ['name'], properties: { name: { $ref: 'name.json' } } },
};
const resolve = (reference: string): Located => ({ schema: files[reference], file: reference });
const facts = (schema: unknown): Record<string, unknown> => Object.fromEntries(factsOf({ schema, file: '' }, resolve));

test('follows references and joins all parts of an allOf', () => {
  const schema = { allOf: [{ $ref: 'base.json' }, { required: ['age'], properties: { age: { type: 'integer' } } }] };
  expect(facts(schema)).toEqual({
    '': { required: true, types: 'object', values: '' },
    '/name': { required: true, types: 'string', values: '"a" "b"' },
    '/age': { required: true, types: 'integer', values: '' },
  });
});

test('requires of alternatives only what all of them require', () => {
  const schema = {
    oneOf: [{ type: 'string' }, { $ref: 'base.json' }, { type: 'object', properties: { name: { type: 'string' } } }],
  };
  expect(facts(schema)).toEqual({
    '': { required: true, types: 'object|string', values: '' },
    '/name': { required: false, types: 'string', values: '"a" "b"' },
  });
});

test.each([
  ['patternProperties', { patternProperties: { '^@': { type: 'integer' } } }],
  ['additionalProperties', { additionalProperties: { type: 'integer' } }],
])('sees the values of a map by %s', (_keyword, schema) => {
  expect(facts(schema)['/{}']).toEqual({ required: false, types: 'integer', values: '' });
});

test('takes a constant and the pattern of the empty string for values', () => {
  expect(facts({ items: { const: 'x' } })['/*']).toMatchObject({ values: '"x"' });
  expect(facts({ items: { type: 'string', pattern: '^$' } })['/*']).toMatchObject({ values: '""' });
});

test('sees a doctored schema: another type, another enum, a key no longer required', () => {
  const honest = facts({ $ref: 'base.json' });
  expect(facts({ type: 'object', properties: { name: { $ref: 'name.json' } } })).not.toEqual(honest);
  expect(facts({ $ref: 'base.json', properties: { name: { enum: ['a'] } } })).not.toEqual(honest);
  expect(facts({ type: 'object', required: ['name'], properties: { name: { type: 'integer' } } })).not.toEqual(honest);
});
